using Megalis.Kernel.Modules;

[assembly: Module(Name = "Circuits", Author = "Megalis", Version = "0.1.0", Description = "Des circuits durables : définitions, étapes, tâches, délais", Category = "Plateforme")]
[assembly: Feature(Id = "Megalis.Workflows", Name = "Circuits", Description = "Des circuits qui durent des semaines, survivent aux arrêts et se relisent pas à pas", Category = "Plateforme", Dependencies = ["Megalis.Users"])]
