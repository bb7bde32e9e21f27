using Megalis.Kernel.Modules;

[assembly: Module(Name = "Contenus", Description = "Contenus", Category = "Services")]
[assembly: Feature(Id = "Megalis.Content", Name = "Contenus", Description = "Contenus", Category = "Services")]
