using Megalis.Kernel.Modules;
using Megalis.Kernel.Verbs;

var app = WebApplication.CreateBuilder(CommandLine.Settings(args))
    .AddMegalis(typeof(Program).Assembly)
    .Build()
    .UseMegalis();

return await app.RunMegalisAsync(args);

public partial class Program;
