using Megalis.Kernel.Modules;

[assembly: Module(Name = "Actualités", Author = "Megalis", Version = "0.1.0", Description = "La page d'accueil, les actualités et les guides d'un site", Category = "Contenus")]
[assembly: Feature(Id = "Megalis.News", Name = "Actualités et guides", Description = "La page d'accueil, les actualités, les guides, le flux RSS et le plan pour les moteurs de recherche", Category = "Contenus", Dependencies = ["Megalis.Content"])]
