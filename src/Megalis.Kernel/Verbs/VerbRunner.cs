using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Verbs;

/// <summary>The command line: without a verb the server runs; with one, it runs alone or inside the server that holds the database.</summary>
public static class VerbRunner
{
    public const int Good = 0;
    public const int Findings = 1;
    public const int BadUsage = 2;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunMegalisAsync(this WebApplication app, string[] args)
    {
        ArgumentNullException.ThrowIfNull(app);
        args = CommandLine.Words(args);
        var words = args.TakeWhile(a => !a.StartsWith('-')).ToList();
        var asksHelp = args.Contains("--help");
        if (words.Count == 0 && !asksHelp)
            return await ServeAsync(app);

        var verbs = app.Services.GetServices<IVerb>().OrderBy(v => v.Name, StringComparer.Ordinal).ToList();
        if (Find(verbs, words) is not { } verb)
        {
            await ListAsync(verbs, asksHelp ? Console.Out : Console.Error);
            return asksHelp ? Good : BadUsage;
        }

        var rest = args.Skip(verb.Name.Split(' ').Length).ToList();
        if (asksHelp)
        {
            await Console.Out.WriteLineAsync($"{verb.Name} {verb.Arguments}\n\n{verb.Help}");
            return Good;
        }

        return await RunWhereItCanAsync(app, verb, args, rest);
    }

    /// <summary>An address or a database that is not to be had is said in a sentence, not in a page of frames.</summary>
    private static async Task<int> ServeAsync(WebApplication app)
    {
        // A host that failed has no services any more.
        var options = OptionsOf(app.Services);
        var boot = app.Services.GetRequiredService<Boot>();
        try
        {
            await app.RunAsync();
            // On PostgreSQL the boot runs beside the server and stops it: whoever started it reads why, and sees that it failed.
            if (boot.Done.Exception?.InnerException is not { } refused)
                return Good;
            await Console.Error.WriteLineAsync(DatabaseFaults.Explain(refused, options) ?? refused.Message);
            return BadUsage;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"Une adresse est déjà prise par un autre programme : {error.Message} Arrêtez cet autre programme, ou démarrez ailleurs : --urls http://localhost:5081 --Megalis:PublicUrl http://localhost:5081");
            return BadUsage;
        }
        catch (Exception error) when (DatabaseFaults.Explain(error, options) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return BadUsage;
        }
    }

    /// <summary>A check of files needs no database; the rest runs inside the server that holds it, else alone. Ctrl+C stops it cleanly.</summary>
    private static async Task<int> RunWhereItCanAsync(WebApplication app, IVerb verb, string[] args, List<string> rest)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        if (!verb.NeedsDatabase)
            return await RunAsync(verb, new VerbContext(rest, Console.Out, Console.Error, app.Services, !Console.IsErrorRedirected), stop.Token);
        return await VerbSocket.TrySendAsync(app.Services, args, Console.Out, Console.Error, stop.Token)
            ?? await RunAloneAsync(app, verb, rest, stop.Token);
    }

    private static MegalisOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<MegalisOptions>>().Value;

    internal static IVerb? Find(IEnumerable<IVerb> verbs, IReadOnlyList<string> words) =>
        verbs.Where(v => v.Name.Split(' ').SequenceEqual(words.Take(v.Name.Split(' ').Length)))
            .MaxBy(v => v.Name.Length);

    internal static async Task<int> RunAsync(IVerb verb, VerbContext context, CancellationToken stop)
    {
        try
        {
            return await verb.RunAsync(context, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync("Interrompu ; rien n'a été fait à moitié.");
            return BadUsage;
        }
        catch (Exception e) when (DatabaseFaults.Explain(e, OptionsOf(context.Services)) is { } sentence)
        {
            await context.Error.WriteLineAsync(sentence);
            return BadUsage;
        }
    }

    private static async Task<int> RunAloneAsync(WebApplication app, IVerb verb, List<string> rest, CancellationToken stop)
    {
        // The host's background workers stay asleep: a verb does its one job and leaves.
        var boot = app.Services.GetRequiredService<Boot>();
        try
        {
            await boot.BringUpForVerbAsync(stop);
        }
        catch (Exception e) when (DatabaseFaults.Explain(e, OptionsOf(app.Services)) is not null || e is InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(DatabaseFaults.Explain(e, OptionsOf(app.Services)) ?? e.Message);
            return BadUsage;
        }

        return await RunAsync(verb, new VerbContext(rest, Console.Out, Console.Error, app.Services, !Console.IsErrorRedirected), stop);
    }

    private static async Task ListAsync(List<IVerb> verbs, TextWriter to)
    {
        await to.WriteLineAsync("Sans verbe : démarre la plateforme. Verbes :");
        foreach (var verb in verbs)
            await to.WriteLineAsync($"  {verb.Name} {verb.Arguments}\n      {verb.Help}");
    }
}
