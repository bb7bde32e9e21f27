using Megalis.Kernel.Modules;

[assembly: Module(Name = "Adhésions", Author = "Megalis", Version = "0.1.0", Description = "L’accueil d’une collectivité : demande, vérification, convention, site", Category = "Plateforme")]
[assembly: Feature(
    Id = "Megalis.Adhesions", Name = "Adhésions", Category = "Plateforme", DefaultTenantOnly = true,
    Description = "Une collectivité demande à rejoindre la plateforme ; un circuit mène de la demande au site ouvert",
    Dependencies = ["Megalis.Tenants.Workflows", "Megalis.Tenants", "Megalis.Users", "Megalis.Workflows"])]
