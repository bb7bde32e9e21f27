using Megalis.Kernel.Modules;

[assembly: Module(Name = "Marchés publics", Description = "La salle des marchés : consultations, dossiers, retraits, questions, plis", Category = "Achats")]
[assembly: Feature(Id = "Megalis.Procurement", Name = "Marchés publics", Description = "Publier des consultations et y répondre", Category = "Achats", Dependencies = ["Megalis.Users", "Megalis.Search"])]
[assembly: Feature(
    Id = "Megalis.Procurement.Reminders", Name = "Rappels avant une date limite", Category = "Achats",
    Description = "Rappelle à l'acheteur la date limite qui approche, les questions sans réponse et les plis à ouvrir", Dependencies = ["Megalis.Procurement", "Megalis.Workflows"])]
