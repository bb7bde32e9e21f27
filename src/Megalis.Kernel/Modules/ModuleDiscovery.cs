using System.Reflection;
using System.Runtime.Loader;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace Megalis.Kernel.Modules;

/// <summary>Finds modules and themes: those the host references, and those dropped into the folder of <c>Modules:Path</c>.</summary>
internal static class ModuleDiscovery
{
    /// <remarks>
    /// The compiler drops references that the host's code never names, so that GetReferencedAssemblies() would miss
    /// most modules; the build leaves an ApplicationPartAttribute for each.
    /// </remarks>
    public static IReadOnlyList<Assembly> Referenced(Assembly host) =>
        [.. host.GetCustomAttributes<ApplicationPartAttribute>()
            .Select(part => Assembly.Load(new AssemblyName(part.AssemblyName)))
            .Append(typeof(ModuleDiscovery).Assembly)
            .Distinct()
            .Where(IsExtension)
            .OrderBy(a => a.GetName().Name, StringComparer.Ordinal)];

    /// <summary>Loads each assembly of the folder that carries a manifest; an empty or missing path gives none.</summary>
    public static IReadOnlyList<Assembly> DroppedIn(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder) || !Directory.Exists(folder))
            return [];
        return [.. Directory.EnumerateFiles(folder, "*.dll")
            .Order(StringComparer.Ordinal)
            .Select(file => AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(file)))
            .Where(IsExtension)];
    }

    private static bool IsExtension(Assembly assembly) =>
        assembly.IsDefined(typeof(ModuleAttribute)) || assembly.IsDefined(typeof(ThemeAttribute));
}
