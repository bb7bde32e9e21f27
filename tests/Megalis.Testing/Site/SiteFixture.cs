using System.Diagnostics;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Testing;

/// <summary>
/// The application on a database of its own, as people reach it: <c>await using var site = await SiteFixture.StartAsync("Postgres")</c>,
/// or as a class fixture (SQLite, defaults). One test may leave traces for the next on a shared one: give each its own tenant.
/// </summary>
public class SiteFixture : IAsyncLifetime, IAsyncDisposable
{
    private readonly SiteOptions options;
    private readonly TempFolder folder = new();
    private readonly List<SiteClient> clients = [];
    private readonly List<SiteFixture> others = [];
    private Dictionary<string, string> places = [];
    private PostgresDatabase? database;
    private SiteNode? node;

    public SiteFixture()
        : this(new SiteOptions())
    {
    }

    protected SiteFixture(SiteOptions options) => this.options = options;

    /// <summary>Where the server listens, <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address => Node.Address;

    /// <summary>The host's root services.</summary>
    public IServiceProvider Services => Node.Services;

    /// <summary>The site's clock, to be moved; fails on a site with the real one.</summary>
    public FakeClock Clock => options.Clock ?? throw new InvalidOperationException("This site runs on the real clock.");

    public SiteLog Log { get; } = new();

    /// <summary><c>Megalis:DataPath</c> of this site.</summary>
    public string DataPath => places["Megalis:DataPath"];

    private SiteNode Node => node ?? throw new InvalidOperationException("The site was not started.");

    public static Task<SiteFixture> StartAsync(string database) => StartAsync(new SiteOptions { Database = database });

    public static async Task<SiteFixture> StartAsync(SiteOptions? options = null)
    {
        var site = new SiteFixture(options ?? new SiteOptions());
        await site.InitializeAsync();
        return site;
    }

    public async Task InitializeAsync()
    {
        places = new Dictionary<string, string>
        {
            ["Megalis:DataPath"] = folder["data"],
            ["Megalis:CachePath"] = folder["cache"],
            ["Megalis:Mail:Mode"] = "DropFolder",
            ["Megalis:Mail:DropFolder"] = folder["mails"],
            ["Megalis:Database:Provider"] = options.Database,
        };
        if (options.Database == BothDatabases.Postgres)
        {
            database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
            places["Megalis:Database:ConnectionString"] = database.ConnectionString;
        }

        try
        {
            node = await SiteNode.StartAsync(options, places, Log);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server and starts it on the same data, as after a power cut that left the disk whole. Clients keep their cookies, not the port.</summary>
    public async Task RestartAsync()
    {
        await Node.DisposeAsync();
        node = await SiteNode.StartAsync(options, places, Log);
    }

    /// <summary>A second node on the same database and the same volume; PostgreSQL only.</summary>
    public async Task<SiteFixture> StartAnotherNodeAsync()
    {
        var other = new SiteFixture(options) { places = new(places) { ["Megalis:CachePath"] = folder[$"cache{others.Count + 2}"] } };
        other.node = await SiteNode.StartAsync(options, other.places, other.Log);
        others.Add(other);
        return other;
    }

    /// <summary>Someone who is not signed in.</summary>
    /// <param name="host"><c>localhost</c> for the portal, <c>kerlann.localhost</c> for a tenant.</param>
    public SiteClient Visit(string host = "localhost")
    {
        var client = new SiteClient(Address, host) { Diagnostics = () => Log.Problems, BeforeSearching = options.ImpatientSearch ? null : this.WhenIndexedAsync };
        clients.Add(client);
        return client;
    }

    /// <summary>Someone signed in on a host with these permissions and no others (beside those of every signed-in person).</summary>
    /// <remarks>For tests of screens. Tests of accounts and of sign-in go through the pages.</remarks>
    public async Task<SiteClient> SignInAsync(string host = "localhost", string name = "Anne Le Goff", params string[] permissions)
    {
        var client = Visit(host);
        var tenant = TenantOf(host);
        var account = Ids.Random();
        await using (var scope = TenantScope.Enter(Services, tenant))
        {
            var role = "Test-" + account;
            scope.Db.Add(new Role { TenantId = tenant.Id, Name = role, Permissions = string.Join(' ', permissions) });
            scope.Db.Add(new Membership { AccountId = account, TenantId = tenant.Id, Roles = role, Since = Now });
            await scope.Db.SaveChangesAsync();
        }

        var email = Folded.Of(name).Replace(' ', '.') + "@exemple.bzh";
        client.Cookies.Set(client.Home, "__Host-megalis", TestSessions.Ticket(Services, tenant, account, name, email));
        return client;
    }

    /// <summary>Someone with an account of their own and a seat on this host, signed in; for what asks who works there, or writes to them.</summary>
    /// <param name="roles">Roles of that tenant by name; one that does not exist there grants nothing.</param>
    public async Task<Member> AddMemberAsync(string host, string name, params string[] roles)
    {
        var client = Visit(host);
        var tenant = TenantOf(host);
        var account = Account.Open($"{Folded.Of(name).Replace(' ', '.')}@{tenant.Name.ToLowerInvariant()}.example", name, Now);
        await using (var scope = TenantScope.Enter(Services, tenant))
        {
            scope.Db.Add(account);
            scope.Db.Add(new Membership { AccountId = account.Id, TenantId = tenant.Id, Roles = string.Join(';', roles), Since = Now });
            await scope.Db.SaveChangesAsync();
        }

        client.Cookies.Set(client.Home, "__Host-megalis", TestSessions.Ticket(Services, tenant, account.Id, name, account.Email));
        return new Member(client, account.Id, account.Email);
    }

    /// <summary>Somebody whose account a recipe made, signed in on one of the sites.</summary>
    public async Task<SiteClient> SignInAsAsync(string host, string email)
    {
        var client = Visit(host);
        await using var scope = Enter(host);
        var folded = Folded.Of(email);
        var person = await scope.Db.Set<Account>().AsNoTracking().SingleAsync(a => a.EmailFolded == folded);
        client.Cookies.Set(client.Home, "__Host-megalis", TestSessions.Ticket(Services, TenantOf(host), person.Id, person.DisplayName, person.Email));
        return client;
    }

    /// <summary>Numbers the committed entries of the journal and signs a head over them, as the leader does within two seconds.</summary>
    public async Task SignJournalAsync() => await Services.GetRequiredService<LogLeader>().CatchUpAsync(CancellationToken.None);

    /// <summary>A running tenant at <c>{name}.localhost</c>.</summary>
    /// <param name="name">Technical name: lower case, digits, hyphens.</param>
    /// <param name="displayName">What people read; the name itself when empty.</param>
    /// <param name="features">Feature ids; null gives every feature that a tenant may have.</param>
    /// <param name="siren">Nine digits, where pages tell the entité's own things by it.</param>
    public async Task<Tenant> AddTenantAsync(string name, string displayName = "", IEnumerable<string>? features = null, string siren = "")
    {
        var store = Services.GetRequiredService<TenantStore>();
        features ??= Services.GetRequiredService<FeatureCatalogue>().Features.Where(f => !f.DefaultTenantOnly && !f.EnabledByDependencyOnly).Select(f => f.Id);
        var title = displayName.Length > 0 ? displayName : name;
        await using var scope = TenantScope.EnterHost(Services);
        await store.AddAsync(scope.Db, new TenantRow
        {
            Name = name,
            DisplayName = title,
            DisplayNameFolded = Folded.Of(title),
            Hosts = $"{name}.localhost",
            Siren = siren,
            State = TenantState.Running,
            Theme = "Megalis.Theme.Entite",
            Features = string.Join(' ', features),
        });
        await store.RefreshAsync();
        return store.Find(name) ?? throw new InvalidOperationException($"The tenant {name} was added and is not found.");
    }

    /// <summary>Runs one of the product's recipes on a site, as its setup does: <c>collectivite</c> gives a tenant its types, roles and menu.</summary>
    public async Task RunRecipeAsync(string host, string recipe)
    {
        var tenant = TenantOf(host);
        await using (var scope = TenantScope.Enter(Services, tenant))
        {
            var outcome = await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(
                Path.Combine(Folders.Repository, "recipes", recipe + ".recipe.json"), new Dictionary<string, string> { ["SiteName"] = tenant.DisplayName, ["TenantName"] = tenant.Name });
            Assert.True(outcome.Succeeded, string.Join('\n', outcome.Errors));
        }

        await Services.GetRequiredService<TenantStore>().RefreshAsync();
    }

    /// <summary>The tenant that answers at a host.</summary>
    public Tenant TenantOf(string host) =>
        Services.GetRequiredService<TenantStore>().Match(host, Address.Port) ?? throw new InvalidOperationException($"No tenant answers at {host}.");

    /// <summary>A scope of services inside a tenant, the portal by default; for what no screen shows.</summary>
    public TenantScope Enter(string host = "localhost") => TenantScope.Enter(Services, TenantOf(host));

    /// <summary>Waits until the queue has nothing left that is due: events handled, mails written. Fails when a row rests in « À reprendre ».</summary>
    public async Task WhenQuietAsync(int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await using var scope = TenantScope.EnterHost(Services);
            var now = Now;
            var rows = await scope.Db.Set<QueueRow>().AsNoTracking().Where(row => row.Due <= now || row.State != QueueState.Ready).Take(20).ToListAsync();
            if (rows.Count == 0)
                return;
            var list = string.Join('\n', rows.Select(row => $"  {row.Kind} -> {row.Handler}: {row.State}, {row.Attempts} attempts, {row.History}"));
            if (rows.Any(row => row.State == QueueState.Resting))
                Assert.Fail($"Rows rest in the queue:\n{list}\n{Log.Problems}");
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
                Assert.Fail($"The queue is not quiet after {seconds} seconds:\n{list}\n{Log.Problems}");
            await Task.Delay(25);
        }
    }

    /// <summary>
    /// Works everything that is due, here and now: for a site whose own workers were switched off (<c>Megalis:Queue:Workers</c> 0).
    /// Returns the errors of rows that failed.
    /// </summary>
    public async Task<IReadOnlyList<Exception>> DrainAsync() => (await Services.GetRequiredService<QueueRunner>().DrainAsync()).Failures;

    /// <summary>Waits until so many rows of a kind rest in « À reprendre ».</summary>
    public async Task WhenRestingAsync(string kind, int rows) => Assert.True(
        await Eventually.TrueAsync(async () =>
        {
            await using var scope = TenantScope.EnterHost(Services);
            return await scope.Db.Set<QueueRow>().CountAsync(q => q.Kind == kind && q.State == QueueState.Resting) == rows;
        }), $"{rows} rows of {kind} do not rest.\n{Log.Problems}");

    /// <summary>Rows of a tenant in the queue, whatever their state and date.</summary>
    public async Task<int> QueuedAsync(Tenant tenant)
    {
        await using var scope = TenantScope.EnterHost(Services);
        return await scope.Db.Set<QueueRow>().CountAsync(row => row.TenantId == tenant.Id);
    }

    /// <summary>Whatever waits in the queue is gone: for the next class of tests on a site that several share.</summary>
    public async Task EmptyQueueAsync()
    {
        await using var scope = TenantScope.EnterHost(Services);
        await scope.Db.DeleteWhereAsync<QueueRow>(row => row.Id > 0);
    }

    /// <summary>The mails that left, oldest first, once the queue is quiet.</summary>
    /// <param name="to">Only those to this address.</param>
    public async Task<IReadOnlyList<ReceivedMail>> MailsAsync(string? to = null)
    {
        await WhenQuietAsync();
        var drop = Directory.CreateDirectory(folder["mails"]);
        var mails = new List<ReceivedMail>();
        foreach (var file in drop.EnumerateFiles("*.eml").OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
            mails.Add(await ReceivedMail.ReadAsync(file.FullName));
        return [.. mails.Where(mail => to is null || mail.To.Equals(to, StringComparison.OrdinalIgnoreCase))];
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var other in others)
            await other.DisposeAsync();
        foreach (var client in clients)
            client.Dispose();
        if (node is not null)
            await node.DisposeAsync();
        if (database is not null)
            await database.DropAsync();
        folder.Dispose();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();
}

/// <summary>A person of a test.</summary>
public sealed record Member(SiteClient Client, string AccountId, string Email);
