using Megalis.Kernel.Modules;

[assembly: Module(Name = "Comptes", Description = "Comptes, connexion, entreprises, agents et rôles", Category = "Sécurité")]
[assembly: Feature(
    Id = "Megalis.Users", Name = "Comptes",
    Description = "Un compte pour tous les services : connexion, entreprises, agents invités, rôles, données personnelles",
    Category = "Sécurité", IsAlwaysEnabled = true, Priority = -50)]
