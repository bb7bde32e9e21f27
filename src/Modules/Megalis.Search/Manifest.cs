using Megalis.Kernel.Modules;

[assembly: Module(Name = "Recherche", Author = "Megalis", Version = "0.1.0", Description = "Le moteur de recherche : index, langue française, requêtes", Category = "Plateforme")]
[assembly: Feature(Id = "Megalis.Search", Name = "Moteur de recherche", Description = "L'index en mémoire projetée que d'autres services remplissent et interrogent", Category = "Plateforme", EnabledByDependencyOnly = true)]
