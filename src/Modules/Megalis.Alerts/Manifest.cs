using Megalis.Kernel.Modules;

[assembly: Module(Name = "Alertes", Author = "Megalis", Version = "0.1.0", Description = "Recherches enregistrées : être prévenu par courriel des consultations qui correspondent", Category = "Achats")]
[assembly: Feature(
    Id = "Megalis.Alerts", Name = "Alertes",
    Description = "Enregistrer une recherche de consultations et être prévenu par courriel : tout de suite, chaque matin ou chaque lundi",
    Category = "Achats", Dependencies = ["Megalis.Procurement", "Megalis.Search", "Megalis.Users"])]
