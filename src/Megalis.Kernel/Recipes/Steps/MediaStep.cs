using System.Buffers.Text;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Files;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Recipes.Steps;

/// <summary>
/// Orchard's <c>Media</c>: <c>Files</c> is a list of <c>TargetPath</c> with the bytes in <c>Base64</c> or in a file beside the
/// recipe (<c>SourcePath</c>), and <c>Alt</c> (ours), what an image shows. <c>SourceUrl</c> is refused: a recipe fetches nothing from the network.
/// </summary>
internal sealed class MediaStep(MediaLibrary library, IFileStore files, TenantContext tenant) : IRecipeStep
{
    public string Name => "Media";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        foreach (var file in context.Step.Items("Files"))
        {
            if (MediaLibrary.Refuse(file.TextOf("TargetPath") ?? "") is { } refusal)
                errors.Add(file["TargetPath"] ?? file, refusal.ToString());
            if (file["SourceUrl"] is { } url)
                errors.Add(url, "« SourceUrl » n’est pas pris en charge : placez le fichier à côté de la recette (« SourcePath »).");
            else if (file.TextOf("SourcePath") is { } path)
                CheckSource(file["SourcePath"]!, path, context, errors);
            else if (file.TextOf("Base64") is not { } text || !Base64.IsValid(text))
                errors.Add(file["Base64"] ?? file, "donnez le contenu du fichier en « Base64 », ou son nom dans « SourcePath ».");
        }

        return Task.CompletedTask;
    }

    /// <summary>Bytes reach the disk before the transaction that names them, never inside it.</summary>
    public async Task PrepareAsync(RecipeStepContext context)
    {
        var id = tenant.Tenant.Id;
        foreach (var node in context.Step.Items("Files"))
        {
            await using var content = Open(node, context);
            var stored = await files.SaveAsync(id, content, MediaLibrary.MaxLength, CancellationToken.None);
            context.OnFailure(() => Task.FromResult(files.Delete(id, stored.RandomId)));
            context.Note<StoredMedia>()[node] = stored;
        }
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var id = tenant.Tenant.Id;
        foreach (var (node, stored) in context.Note<StoredMedia>())
        {
            if (await library.PutAsync(node.TextOf("TargetPath")!, stored, node.TextOf("Alt")) is { } unnamed)
                context.OnSuccess(() => Task.FromResult(files.Delete(id, unnamed)));
        }
    }

    private static void CheckSource(RecipeNode node, string path, RecipeStepContext context, RecipeErrors errors)
    {
        if (!context.Folder.TryFind(path, out var full, out var refusal))
            errors.Add(node, refusal!);
        else if (new FileInfo(full).Length > MediaLibrary.MaxLength)
            errors.Add(node, $"le fichier « {path} » est trop grand.");
    }

    private static Stream Open(RecipeNode node, RecipeStepContext context)
    {
        if (node.TextOf("SourcePath") is not { } path)
            return new MemoryStream(Convert.FromBase64String(node.TextOf("Base64")!));
        if (!context.Folder.TryFind(path, out var full, out var refusal))
            context.Refuse(node, refusal!);
        return File.OpenRead(full);
    }

    private sealed class StoredMedia : Dictionary<RecipeNode, StoredFile>;
}
