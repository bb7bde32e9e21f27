using Megalis.Kernel.Modules;

[assembly: Theme(Name = "Entité", Description = "Le site d’une entité : son nom, son logo, ses couleurs.", BaseTheme = "Megalis.Theme.Portal")]
