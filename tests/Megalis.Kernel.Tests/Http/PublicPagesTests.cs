using System.Globalization;
using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Http;

/// <summary>What the product's own pages do not do: pages that fail, that take their time, that belong to one person.</summary>
public sealed class PublicPagesTests : IAsyncLifetime, IDisposable
{
    private readonly FakeClock _clock = FakeClock.WithRealTimers();
    private KernelHost _host = null!;
    private PageStore _store = null!;
    private int _made;

    public async Task InitializeAsync()
    {
        _host = await KernelHost.StartAsync(BothDatabases.Sqlite, clock: _clock);
        _store = new PageStore(Options.Create(new PublicCacheOptions { Megabytes = 1, Seconds = 60 }), _clock);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Many_who_want_the_same_page_at_once_have_it_made_once()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pages = Pages(async http =>
        {
            begun.TrySetResult();
            await go.Task;
            await WriteAsync(http, "page");
        });

        var first = AskAsync(pages);
        await begun.Task;
        var others = Enumerable.Range(0, 20).Select(_ => AskAsync(pages)).ToList();
        go.SetResult();

        Assert.All(await Task.WhenAll([first, .. others]), answer => Assert.Equal("page", BodyOf(answer)));
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task Whoever_asked_first_and_goes_away_leaves_the_page_to_those_who_wait()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pages = Pages(async http =>
        {
            begun.TrySetResult();
            await go.Task;
            http.RequestAborted.ThrowIfCancellationRequested();
            await WriteAsync(http, "page");
        });
        using var impatient = new CancellationTokenSource();

        var first = AskAsync(pages, change: http => http.RequestAborted = impatient.Token);
        await begun.Task;
        var second = AskAsync(pages);
        await impatient.CancelAsync();
        go.SetResult();

        Assert.Equal("page", BodyOf(await second));
        await first;
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task A_page_that_fails_fails_for_the_one_who_made_it_and_the_others_try_for_themselves()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pages = Pages(async http =>
        {
            if (_made > 1)
            {
                await WriteAsync(http, "page");
                return;
            }

            begun.TrySetResult();
            await go.Task;
            throw new InvalidOperationException("The database is away.");
        });

        var first = AskAsync(pages);
        await begun.Task;
        var second = AskAsync(pages);
        go.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.Equal("page", BodyOf(await second));
    }

    public static TheoryData<string, Action<HttpContext>> AnswersForOne { get; } = new()
    {
        { "sets a cookie", http => http.Response.Cookies.Append("a", "b") },
        { "holds a form's token", http => http.Response.Headers.CacheControl = "no-cache, no-store" },
        { "has a nonce", http => http.Response.Headers.ContentSecurityPolicy = "script-src 'nonce-abc'" },
        { "is not there", http => http.Response.StatusCode = StatusCodes.Status404NotFound },
        { "is refused", http => http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable },
        { "is over already", http => http.ChangesAt(FakeClock.Start) },
    };

    [Theory, MemberData(nameof(AnswersForOne))]
    public async Task An_answer_that_is_not_everybodys_is_sent_whole_and_not_kept(string why, Action<HttpContext> answer)
    {
        var pages = Pages(async http =>
        {
            answer(http);
            await WriteAsync(http, "page");
        });

        for (var times = 1; times <= 2; times++)
        {
            Assert.Equal("page", BodyOf(await AskAsync(pages)));
            Assert.True(_made == times, why);
        }
    }

    public static TheoryData<string, Action<HttpContext>> RequestsOfOne { get; } = new()
    {
        { "a form", http => http.Request.Method = "POST" },
        { "a session", http => http.User = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity("test")) },
        { "a key", http => http.Request.Headers.Authorization = "Bearer abc" },
        { "a part of a page", http => http.Request.Headers["HX-Request"] = "true" },
        { "a cookie of ours", http => http.Request.Headers.Cookie = "__Host-megalis=abc" },
        { "an unknown word", http => http.Request.QueryString = new QueryString("?x=1") },
    };

    [Theory, MemberData(nameof(RequestsOfOne))]
    public async Task A_request_of_somebody_is_neither_answered_from_memory_nor_kept(string what, Action<HttpContext> request)
    {
        var pages = Pages(http => WriteAsync(http, "page"));
        await AskAsync(pages, change: request);
        await AskAsync(pages);

        var answer = await AskAsync(pages, change: request);

        Assert.True(_made == 3, what);
        Assert.Equal("private, no-cache", answer.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task A_page_without_the_attribute_is_left_alone()
    {
        var pages = Pages(http => WriteAsync(http, "page"));

        for (var times = 0; times < 2; times++)
        {
            var answer = await AskAsync(pages, attribute: null);
            Assert.Empty(answer.Response.Headers.CacheControl.ToString());
        }

        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task A_kept_page_is_made_anew_after_its_time_and_when_the_clock_changes_what_it_says()
    {
        var pages = Pages(http =>
        {
            http.ChangesAt(FakeClock.Start.AddSeconds(90));
            return WriteAsync(http, "page");
        });
        await AskAsync(pages);
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal("59", (await AskAsync(pages)).Response.Headers.Age);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await AskAsync(pages);
        Assert.Equal(2, _made);
        _clock.Advance(TimeSpan.FromSeconds(29.9));
        await AskAsync(pages);
        Assert.Equal(2, _made);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await AskAsync(pages);

        Assert.Equal(3, _made);
    }

    [Fact]
    public async Task Memory_has_an_end()
    {
        var pages = Pages(http => WriteAsync(http, new string('a', 40_000)));
        for (var number = 0; number < 200; number++)
            await AskAsync(pages, "/" + number.ToString(CultureInfo.InvariantCulture));

        Assert.InRange(_store.Bytes, 1, 1024 * 1024);
        Assert.Equal(200, _made);
        // What is asked from now on finds its place again.
        Assert.True(await Eventually.TrueAsync(async () =>
        {
            await AskAsync(pages, "/favourite");
            return (await AskAsync(pages, "/favourite")).Response.Headers.ContainsKey("Age");
        }));
    }

    [Fact]
    public async Task A_page_too_large_is_sent_and_not_kept()
    {
        var pages = Pages(http => WriteAsync(http, new string('a', 200_000)));

        for (var times = 0; times < 2; times++)
            Assert.Equal(200_000, BodyOf(await AskAsync(pages)).Length);

        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_changes_nothing_and_each_kind_concerns_whom_it_should()
    {
        var (kerlann, portal) = (await _host.AddTenantAsync("kerlann"), _host.Tenants.Default);
        var versions = _host.Services.GetRequiredService<PublicVersions>();
        PublicVersion Own() => versions.Of(kerlann, regional: true);
        PublicVersion Region() => versions.Of(portal, regional: true);
        PublicVersion Narrow() => versions.Of(portal, regional: false);
        var before = (Own(), Region(), Narrow());

        await using (var scope = _host.Enter(kerlann))
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                scope.Changes().Add(ChangeKinds.Consultation, "ghost");
                await scope.Db.SaveChangesAsync();
                Assert.Equal(before, (Own(), Region(), Narrow()));
                throw new InvalidOperationException();
            }));
        Assert.Equal(before, (Own(), Region(), Narrow()));

        await ChangeAsync(kerlann, ChangeKinds.Content);
        Assert.NotEqual(before.Item1, Own());
        Assert.Equal((before.Item2, before.Item3), (Region(), Narrow()));
        await ChangeAsync(kerlann, ChangeKinds.Consultation);
        Assert.NotEqual(before.Item2, Region());
        Assert.Equal(before.Item3, Narrow());
        await ChangeAsync(portal, ChangeKinds.Role);
        Assert.NotEqual(before.Item3, Narrow());
    }

    private async Task ChangeAsync(Tenant tenant, string kind)
    {
        await using var scope = _host.Enter(tenant);
        scope.Changes().Add(kind, "a");
        await scope.Db.SaveChangesAsync();
    }

    private PublicPages Pages(RequestDelegate page) => new(
        http =>
        {
            Interlocked.Increment(ref _made);
            return page(http);
        }, _store, _host.Services.GetRequiredService<PublicVersions>(), _clock);

    private Task<HttpContext> AskAsync(PublicPages pages, string path = "/page", Action<HttpContext>? change = null) =>
        AskAsync(pages, new PublicCacheAttribute(), path, change);

    private async Task<HttpContext> AskAsync(PublicPages pages, PublicCacheAttribute? attribute, string path = "/page", Action<HttpContext>? change = null)
    {
        using var scope = _host.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(_host.Tenants.Default);
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.SetEndpoint(new Endpoint(null, attribute is null ? [] : new EndpointMetadataCollection(attribute), "page"));
        (http.Request.Method, http.Request.Scheme, http.Request.Path) = ("GET", "http", path);
        http.Response.Body = new MemoryStream();
        change?.Invoke(http);
        await pages.InvokeAsync(http);
        return http;
    }

    private static Task WriteAsync(HttpContext http, string text)
    {
        http.Response.ContentType = "text/plain";
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    private static string BodyOf(HttpContext http) => Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());
}
