using Megalis.Kernel.Modules;

[assembly: Module(Name = "Marchés publics", Description = "Marchés publics", Category = "Services")]
[assembly: Feature(Id = "Megalis.Procurement", Name = "Marchés publics", Description = "Marchés publics", Category = "Services")]
