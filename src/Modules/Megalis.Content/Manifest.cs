using Megalis.Kernel.Modules;

[assembly: Module(Name = "Contenus", Author = "Megalis", Version = "0.1.0", Description = "Écrire, relire, publier les pages, les menus et les images d'un site", Category = "Contenus")]
[assembly: Feature(Id = "Megalis.Content", Name = "Contenus", Description = "Écrire, relire, publier et programmer les contenus du site, avec leurs images et leurs menus", Category = "Contenus", Dependencies = ["Megalis.Search"])]
[assembly: Feature(
    Id = "Megalis.Content.Review", Name = "Relecture des contenus", Category = "Contenus",
    Description = "Qui écrit sans publier propose ; qui publie relit, demande une correction ou met en ligne", Dependencies = ["Megalis.Content", "Megalis.Users", "Megalis.Workflows"])]
