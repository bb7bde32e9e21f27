using Megalis.Kernel.Modules;

[assembly: Module(Name = "Actualités", Description = "Actualités", Category = "Services")]
[assembly: Feature(Id = "Megalis.News", Name = "Actualités", Description = "Actualités", Category = "Services")]
