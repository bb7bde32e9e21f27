using Megalis.Kernel.Modules;

[assembly: Module(Name = "Collectivités", Description = "Collectivités", Category = "Services")]
[assembly: Feature(Id = "Megalis.Tenants", Name = "Collectivités", Description = "Collectivités", Category = "Services")]
