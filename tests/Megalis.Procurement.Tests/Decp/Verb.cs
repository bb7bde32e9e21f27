using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Decp;

/// <summary>A verb as the command line runs it, with what it wrote.</summary>
internal sealed record Verb(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<Verb> RunAsync(SiteFixture site, string name, string[] arguments, bool isInteractive = false, StringWriter? terminal = null, CancellationToken stop = default)
    {
        var verb = site.Services.GetServices<IVerb>().Single(one => one.Name == name);
        var (output, error) = (new StringWriter(), terminal ?? new StringWriter());
        var code = await verb.RunAsync(new VerbContext(arguments, output, error, site.Services, isInteractive), stop);
        return new(code, output.ToString(), error.ToString());
    }
}
