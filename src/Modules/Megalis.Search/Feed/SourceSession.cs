using System.Runtime.CompilerServices;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Feed;

/// <summary>A source with a database context of its own, in the scope that sees all tenants: for one batch, or for one rebuild.</summary>
internal sealed class SourceSession : IAsyncDisposable
{
    private readonly TenantScope _scope;

    private SourceSession(TenantScope scope, IIndexSource source) => (_scope, Source) = (scope, source);

    public IIndexSource Source { get; }

    public ChangeLog Log => _scope.Services.GetRequiredService<ChangeLog>();

    public static SourceSession Open(IServiceProvider root, string index)
    {
        var scope = TenantScope.EnterHost(root);
        return new SourceSession(scope, All(scope).First(source => source.Schema.Name == index));
    }

    /// <summary>The shape of every index of the host and the kinds of change that concern it.</summary>
    /// <exception cref="InvalidOperationException">Two sources have one name.</exception>
    public static async Task<IReadOnlyList<(IndexSchema Schema, IReadOnlyCollection<string> Kinds)>> ShapesAsync(IServiceProvider root)
    {
        await using var scope = TenantScope.EnterHost(root);
        var shapes = All(scope).Select(source => (source.Schema, source.Kinds)).ToList();
        if (shapes.GroupBy(shape => shape.Schema.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var name })
            throw new InvalidOperationException($"Two index sources are called « {name} »; files and addresses know an index by its name.");
        return shapes;
    }

    /// <summary>Everything there is, in a session that stays open while it is read.</summary>
    public static async IAsyncEnumerable<IndexDocument> ReadAllAsync(
        IServiceProvider root, string index, Action read, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var session = Open(root, index);
        await foreach (var document in session.Source.ReadAllAsync(stop).WithCancellation(stop))
        {
            read();
            yield return document;
        }
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private static IEnumerable<IIndexSource> All(TenantScope scope) =>
        scope.Services.GetRequiredService<Contributions>().All<IIndexSource>(scope.Services).Select(pair => pair.Instance);
}
