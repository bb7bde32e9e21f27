namespace Megalis.Users.Domain;

/// <summary>How long somebody waits after so many failures in a row: nothing at first, then twice as long each time.</summary>
internal sealed record BackOff(int Free, TimeSpan First, TimeSpan Longest)
{
    /// <summary>Failures older than this are forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>Sign-in for one account from one network: whoever knows the address shuts out nobody but their own line.</summary>
    public static readonly BackOff AccountFromNetwork = new(5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15));

    /// <summary>
    /// For one account from everywhere: many lines that guess together. High and short, because it holds its owner up too; one line
    /// alone, which waits a quarter of an hour between two tries, needs two days to come here.
    /// </summary>
    public static readonly BackOff Account = new(200, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    /// <summary>The password of an account that is signed in, asked once more.</summary>
    public static readonly BackOff Again = new(5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>For one network address; a town hall's forty agents come from one.</summary>
    public static readonly BackOff Network = new(40, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15));

    /// <summary>Codes of six digits, once the password is known.</summary>
    public static readonly BackOff Code = new(5, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));

    /// <summary>Mails that anybody can have sent to an address.</summary>
    public static readonly BackOff Mail = new(3, TimeSpan.FromMinutes(10), TimeSpan.FromHours(12));

    /// <summary>The same from all networks together.</summary>
    public static readonly BackOff AnyonesMail = new(10, TimeSpan.FromMinutes(10), TimeSpan.FromHours(2));

    /// <param name="failures">In a row, this one included.</param>
    public TimeSpan After(int failures)
    {
        if (failures < Free)
            return TimeSpan.Zero;
        var doublings = Math.Min(failures - Free, 20);
        var wait = First * Math.Pow(2, doublings);
        return wait < Longest ? wait : Longest;
    }
}

/// <summary>What was counted under one key. Keys of addresses are digests: an address that is nobody's account is not kept.</summary>
internal sealed class ThrottleRow
{
    public string Key { get; init; } = "";
    public int Failures { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public DateTimeOffset? BlockedUntil { get; init; }
}
