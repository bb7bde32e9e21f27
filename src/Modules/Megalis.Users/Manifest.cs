using Megalis.Kernel.Modules;

[assembly: Module(Name = "Comptes", Description = "Comptes", Category = "Services")]
[assembly: Feature(Id = "Megalis.Users", Name = "Comptes", Description = "Comptes", Category = "Services")]
