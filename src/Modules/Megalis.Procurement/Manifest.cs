using Megalis.Kernel.Modules;

[assembly: Module(Name = "Marchés publics", Description = "La salle des marchés : consultations, dossiers, retraits, questions, plis", Category = "Achats")]
[assembly: Feature(Id = "Megalis.Procurement", Name = "Marchés publics", Description = "Publier des consultations et y répondre", Category = "Achats", Dependencies = ["Megalis.Users", "Megalis.Search"])]
