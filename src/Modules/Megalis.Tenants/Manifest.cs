using Megalis.Kernel.Modules;

[assembly: Module(Name = "Collectivités", Author = "Megalis", Version = "0.1.0", Description = "Les sites des collectivités, leurs services et leurs réglages", Category = "Plateforme")]
[assembly: Feature(
    Id = "Megalis.Tenants", Name = "Collectivités", Category = "Plateforme", DefaultTenantOnly = true,
    Description = "Créer et suivre les sites des collectivités depuis le portail", Dependencies = ["Megalis.Settings"])]
[assembly: Feature(
    Id = "Megalis.Tenants.Workflows", Name = "Collectivités par circuit", Category = "Plateforme", DefaultTenantOnly = true, EnabledByDependencyOnly = true,
    Description = "Un circuit crée le site d’une collectivité", Dependencies = ["Megalis.Tenants", "Megalis.Workflows"])]
[assembly: Feature(
    Id = "Megalis.Settings", Name = "Bureau et réglages", Category = "Plateforme", IsAlwaysEnabled = true,
    Description = "Le bureau, l'administration, les services du site, ses réglages et ses pages légales")]
