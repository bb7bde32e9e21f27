using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>Reads a whole table for an index, some hundred rows at a time, in the order of their keys.</summary>
internal static class KeyPages
{
    private const int OnPage = 500;

    /// <param name="keysAfter">The keys beyond this one, in ascending order.</param>
    /// <param name="read">What these keys come to.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string, IQueryable<string>> keysAfter, Func<IReadOnlyCollection<string>, Task<IReadOnlyList<T>>> read, [EnumeratorCancellation] CancellationToken stop = default)
    {
        for (var last = ""; ;)
        {
            var keys = await keysAfter(last).Take(OnPage).ToListAsync(stop);
            foreach (var item in await read(keys))
                yield return item;
            if (keys.Count < OnPage)
                yield break;
            last = keys[^1];
        }
    }
}
