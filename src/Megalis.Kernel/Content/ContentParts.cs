using Megalis.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Content;

/// <summary>A kind of part that this build understands. Others travel through untouched.</summary>
public sealed record ContentPartInfo(string Name, Type Type, string FeatureId);

/// <summary>Every kind of part of the host, by Orchard's name.</summary>
public sealed class ContentParts(IEnumerable<ContentPartInfo> all)
{
    private readonly Dictionary<string, ContentPartInfo> _byName = all.ToDictionary(part => part.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<ContentPartInfo> All => _byName.Values;

    public ContentPartInfo? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>The verbs of a module's startup for content.</summary>
public static class ContentFeatureServices
{
    /// <summary>A kind of part, named as its class.</summary>
    public static FeatureServices AddContentPart<T>(this FeatureServices services) where T : ContentPart, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(new ContentPartInfo(typeof(T).Name, typeof(T), services.FeatureId));
        return services;
    }

    /// <summary>Completes or refuses content that is about to be stored.</summary>
    public static FeatureServices AddContentHandler<T>(this FeatureServices services) where T : class, Storage.IContentHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.Contribute<Storage.IContentHandler, T>();
    }
}
