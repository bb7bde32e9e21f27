using System.Text.Json;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Features.ListTenants;

internal sealed class ListTenantsVerb : IVerb
{
    public string Name => "tenant list";
    public string Arguments => "[MOTS] [--json]";
    public string Help => "Liste les sites des collectivités : nom technique, nom, domaines, état.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var register = context.Services.GetRequiredService<TenantRegister>();
        const int size = 200;
        for (var page = 1; ; page++)
        {
            var (lines, total) = await register.ListAsync(string.Join(' ', context.Files()), page, size, stop);
            foreach (var line in lines)
                await context.Out.WriteLineAsync(context.Json
                    ? JsonSerializer.Serialize(new { name = line.Name, displayName = line.DisplayName, hosts = line.Hosts.Split(','), state = line.State.ToString(), siren = line.Siren })
                    : $"{line.Name,-24} {line.State,-14} {line.Hosts,-40} {line.DisplayName}");
            if (page * size >= total)
                return VerbRunner.Good;
        }
    }
}
