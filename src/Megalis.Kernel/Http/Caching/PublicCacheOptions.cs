using System.ComponentModel.DataAnnotations;

namespace Megalis.Kernel.Http;

/// <summary>The section <c>Megalis:PublicCache</c> of the configuration.</summary>
public sealed class PublicCacheOptions
{
    public const string Section = "Megalis:PublicCache";

    /// <summary>What kept pages may take of this node's memory; 0: no page is kept.</summary>
    [Range(0, 4096)]
    public int Megabytes { get; set; } = 32;

    /// <summary>After so long a kept page is made anew though nothing is known to have changed.</summary>
    [Range(1, 3600)]
    public int Seconds { get; set; } = 60;
}
