using Megalis.Content.Contracts;
using Megalis.Kernel.Security;

namespace Megalis.Content;

internal sealed class ContentPermissionProvider : IPermissionProvider
{
    private const string Category = "Contenus";

    public IEnumerable<Permission> Permissions { get; } =
    [
        new(ContentPermissions.EditContent, "Écrire des contenus, sans les publier", Category) { ImpliedBy = [ContentPermissions.PublishContent] },
        new(ContentPermissions.PublishContent, "Publier, programmer et retirer des contenus", Category),
        new(ContentPermissions.DeleteContent, "Supprimer des contenus", Category),
        new(ContentPermissions.ManageMedia, "Gérer les images et les fichiers du site", Category),
    ];
}
