using Megalis.Kernel.Modules;

[assembly: Theme(Name = "Portail", Description = "Le portail du syndicat ; base de tous les autres thèmes.")]
