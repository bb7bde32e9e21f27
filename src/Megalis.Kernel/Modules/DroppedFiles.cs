using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Megalis.Kernel.Modules;

/// <summary>
/// The wwwroot of modules dropped into <c>Modules:Path</c>. The host's own list of static files was made when the host
/// was built and does not know them; Megalis.Module.targets puts them into the module's assembly.
/// </summary>
internal sealed class DroppedFiles(IReadOnlyList<Assembly> dropped)
{
    private const string Folder = "wwwroot/";

    private readonly FrozenDictionary<string, DroppedFile> _byPath = (
        from assembly in dropped
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(Folder, StringComparison.Ordinal)
        select new DroppedFile(assembly, name)).ToFrozenDictionary(f => f.Path, StringComparer.Ordinal);

    /// <param name="path"><c>Exemple.Baignade/baignade.css</c>; only names that the assembly lists are found.</param>
    public DroppedFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>A file inside an assembly, read when first asked for.</summary>
    internal sealed class DroppedFile(Assembly assembly, string resource)
    {
        private static readonly FileExtensionContentTypeProvider Types = new();

        private readonly Lazy<(byte[] Bytes, string Tag)> _content = new(() => Read(assembly, resource));

        public string Path { get; } = $"{assembly.GetName().Name}/{resource[Folder.Length..]}";

        public byte[] Bytes => _content.Value.Bytes;

        public EntityTagHeaderValue Tag => new(_content.Value.Tag);

        public string Type => Types.TryGetContentType(Path, out var type) ? type : "application/octet-stream";

        private static (byte[] Bytes, string Tag) Read(Assembly assembly, string resource)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
        }
    }
}

internal static class DroppedFilesSetup
{
    public static void MapDroppedFiles(this WebApplication app) =>
        app.MapGet("/_content/{**path}", (string path, DroppedFiles files, HttpContext context) =>
        {
            if (files.Find(path) is not { } file)
                return Results.NotFound();
            // As the host's own files without a fingerprint: kept, and asked about each time.
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(file.Bytes, file.Type, entityTag: file.Tag);
        }).AllowAnonymous();
}
