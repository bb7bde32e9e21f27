using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;

namespace Megalis.Bench.Cases;

/// <summary>
/// The search page as people ask it: words and filters that differ from request to request, so that no page comes from memory,
/// over some thousand consultations; totals, twenty hits and all facets are counted for each answer.
/// </summary>
internal static class SearchHttpBench
{
    private const int Consultations = 5000;
    private const int OnTenant = 250;
    private const int Rounds = 5;
    private const double LeastPerSecond = 400;
    private const double LongestMs = 50;
    private const string Portal = "localhost";
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(12);

    private static readonly string[] Works =
    [
        "Réfection de la toiture", "Rénovation énergétique", "Ravalement de la façade", "Remplacement des menuiseries", "Extension", "Mise en accessibilité", "Construction",
        "Démolition partielle", "Peinture et sols souples", "Réseau de chaleur", "Éclairage public", "Entretien des espaces verts", "Nettoyage des vitres", "Fourniture de mobilier",
        "Maîtrise d’œuvre", "Travaux de voirie", "Curage des réseaux d’assainissement", "Fourniture de repas", "Transport scolaire", "Maintenance des ascenseurs",
        "Électricité et courants faibles", "Chauffage et ventilation", "Désamiantage", "Aménagement paysager", "Étude hydraulique",
    ];

    private static readonly string[] Places =
    [
        "de l’école primaire", "de la mairie", "de la salle polyvalente", "du gymnase", "de la médiathèque", "du centre technique", "de la maison de santé", "de l’église Saint-Pierre",
        "du port de plaisance", "de la station d’épuration", "du lycée agricole", "de la piscine intercommunale", "du camping municipal", "de l’EHPAD", "de la crèche", "du bourg",
    ];

    private static readonly string[] Cpvs = ["45261210", "45453100", "45443000", "45421000", "45210000", "45111100", "45233140", "77310000", "90911200", "55523100", "71200000", "50750000", "45331000"];

    public static async Task RunAsync(BenchContext context)
    {
        var settings = await context.NewHostAsync("search-http");
        var app = await BenchHost.StartAsync(settings, context.Stop);
        await BenchHost.WhenQuietAsync(app, context.Stop);
        for (var tenant = 1; tenant <= Consultations / OnTenant; tenant++)
            await FillAsync(app, tenant, context.Stop);
        await app.StopAsync(context.Stop);
        await app.DisposeAsync();

        await using var server = await ServerProcess.StartAsync(settings, context.Stop);
        await ReadyAsync(server, context);
        Target[] asked = [.. Questions().Select(path => new Target(Portal, path))];
        context.Report("answers with hits", new { share = await ShareFoundAsync(server, asked, context.Stop) });
        await MeasureAsync(context, server.Client, "varied words and filters", asked, promised: true);
        await MeasureAsync(context, server.Client, "site search", [.. asked.Select(target => target with { Path = target.Path.Replace("/marches?", "/recherche?", StringComparison.Ordinal) })], promised: false);
        await MeasureAsync(context, server.Client, "the list without words, from memory", [new Target(Portal, "/marches")], promised: false);
    }

    private static async Task MeasureAsync(BenchContext context, LoadClient client, string name, Target[] targets, bool promised)
    {
        await client.RunAsync(targets, Warm, context.Stop);
        var rounds = new List<Load>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add(await client.RunAsync(targets, Round, context.Stop));
        var (perSecond, p99) = (Quantile.Of([.. rounds.Select(load => load.PerSecond)], 0.5), Quantile.Of([.. rounds.Select(load => load.P99)], 0.5));
        context.Report(name, new
        {
            consultations = Consultations,
            addresses = targets.Length,
            connections = LoadClient.Connections,
            perSecond,
            p50Ms = Quantile.Of([.. rounds.Select(load => load.P50)], 0.5),
            p99Ms = p99,
            wrong = rounds.Sum(load => load.Wrong),
        }, promised ? perSecond >= LeastPerSecond && p99 <= LongestMs && rounds.Sum(load => load.Wrong) == 0 : null);
    }

    /// <summary>2,000 addresses as people type them: a work, a work and a place, a commune; some with a filter, another state, order or page.</summary>
    private static IEnumerable<string> Questions()
    {
        var random = new Random(7);
        var (works, places) = (WordsOf(Works), WordsOf(Places));
        string[] filters = ["", "", "", "", "&dep=35", "&dep=56&dep=29", "&cpv=45", "&etat=toutes", "&etat=closes", "&tri=recentes", "&p=2"];
        for (var i = 0; i < 2000; i++)
        {
            var said = random.Next(3) switch
            {
                0 => works[random.Next(works.Length)],
                1 => $"{works[random.Next(works.Length)]} {places[random.Next(places.Length)]}",
                _ => Localities.Communes[random.Next(Localities.Communes.Count)].Name,
            };
            yield return $"/marches?q={Uri.EscapeDataString(said)}{filters[random.Next(filters.Length)]}";
        }
    }

    private static string[] WordsOf(string[] texts) => [.. texts.SelectMany(text => text.Split(' ', '’')).Where(word => word.Length > 3).Distinct()];

    /// <summary>Of a sample: an answer without hits would cost little.</summary>
    private static async Task<double> ShareFoundAsync(ServerProcess server, Target[] asked, CancellationToken stop)
    {
        var (found, sample) = (0, asked.Take(200).ToList());
        foreach (var target in sample)
            found += (await server.Client.SourceAsync(target, stop))?.Contains($"href=\"/marches/2026-B", StringComparison.Ordinal) == true ? 1 : 0;
        return (double)found / sample.Count;
    }

    /// <summary>The index is built beside the first requests.</summary>
    private static async Task ReadyAsync(ServerProcess server, BenchContext context)
    {
        while (await server.Client.SourceAsync(new Target(Portal, "/recherche?q=toiture"), context.Stop) is null)
            await Task.Delay(200, context.Stop);
    }

    /// <summary>A tenant with its consultations: through the domain's own publication and projection, without journal and mails.</summary>
    private static async Task FillAsync(WebApplication app, int number, CancellationToken stop)
    {
        await TenantsBench.AddAsync(app, number, stop);
        await TenantsBench.WhenRunningAsync(app, number, stop);
        await using var scope = TenantScope.Enter(app.Services, app.Services.GetRequiredService<TenantStore>().Find($"commune-{number}")!);
        var projection = scope.Services.GetRequiredService<PublicProjection>();
        var (random, now) = (new Random(number), TimeProvider.System.GetUtcNow());
        for (var i = 0; i < OnTenant; i++)
        {
            var consultation = Made(random, now, string.Create(CultureInfo.InvariantCulture, $"2026-B{number:00}-{i:0000}"));
            scope.Db.Add(consultation);
            await projection.WriteAsync(consultation, stop);
        }

        await scope.Db.SaveChangesAsync(stop);
    }

    /// <summary>Three of five are open.</summary>
    private static Consultation Made(Random random, DateTimeOffset now, string reference)
    {
        var commune = Localities.Communes[random.Next(Localities.Communes.Count)];
        var published = now.AddDays(-random.Next(1, 60));
        var consultation = new Consultation
        {
            Id = Ids.New(now),
            Reference = reference,
            Nature = (Nature)random.Next(3),
            Procedure = (Procedure)random.Next(3),
            CpvCodes = Cpvs[random.Next(Cpvs.Length)],
            Description = $"{Works[random.Next(Works.Length)]} {Places[random.Next(Places.Length)]}, avec {Works[random.Next(Works.Length)].ToLowerInvariant()}. Visite conseillée.",
            Deadline = now.AddDays(random.Next(-20, 30)).AddMinutes(random.Next(1440)),
            CreatedAt = published,
            ChangedAt = published,
        };
        consultation.SetObjet($"{Works[random.Next(Works.Length)]} {Places[random.Next(Places.Length)]} à {commune.Name}");
        consultation.Locate(commune, null);
        for (var lot = 1; lot <= random.Next(4); lot++)
            consultation.Lots.Add(new Lot { Id = Ids.New(now), ConsultationId = consultation.Id, Number = lot, Objet = Works[random.Next(Works.Length)], Cpv = Cpvs[random.Next(Cpvs.Length)] });
        consultation.Record(FactKind.Published, new Author("banc", "Le banc"), published);
        return consultation;
    }
}
