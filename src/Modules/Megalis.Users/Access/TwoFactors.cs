using System.Security.Cryptography;
using Megalis.Kernel.Data;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>What a code turned out to be.</summary>
internal enum CodeResult
{
    Wrong,
    Telephone,
    Recovery,
}

/// <summary>The second factor of accounts: secrets under data protection, codes used once.</summary>
internal sealed class TwoFactors(MegalisDb db, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Megalis.Users.Totp.v1");

    public Task<bool> IsEnabledAsync(string accountId) =>
        db.Set<TwoFactor>().AnyAsync(t => t.AccountId == accountId && t.EnabledAt != null);

    public Task<int> RecoveryLeftAsync(string accountId) =>
        db.Set<RecoveryCode>().CountAsync(r => r.AccountId == accountId && r.UsedAt == null);

    /// <summary>The secret that waits for its first code; made when there is none. Null once the factor is on.</summary>
    public async Task<byte[]?> PendingSecretAsync(string accountId)
    {
        var row = await db.Set<TwoFactor>().SingleOrDefaultAsync(t => t.AccountId == accountId);
        if (row is { EnabledAt: not null })
            return null;
        if (row is not null && Open(row) is { } known)
            return known;
        var secret = Totp.NewSecret();
        if (row is null)
            db.Add(row = new TwoFactor { AccountId = accountId });
        row.ProtectedSecret = _protector.Protect(Convert.ToHexString(secret));
        await db.SaveChangesAsync();
        return secret;
    }

    /// <summary>Turns the factor on with its first code; gives the recovery codes to show once, or null when the code is wrong.</summary>
    public async Task<IReadOnlyList<string>?> EnableAsync(string accountId, string? code)
    {
        IReadOnlyList<string>? codes = null;
        await db.TransactAsync(async () =>
        {
            var row = await db.Set<TwoFactor>().SingleOrDefaultAsync(t => t.AccountId == accountId && t.EnabledAt == null);
            if (row is null || Open(row) is not { } secret || Totp.Match(secret, Plain(code), clock.GetUtcNow(), row.LastStep) is not { } step)
                return;
            (row.EnabledAt, row.LastStep) = (clock.GetUtcNow(), step);
            codes = await AddRecoveryCodesAsync(accountId);
            await db.SaveChangesAsync();
        });
        return codes;
    }

    /// <summary>Ten new ones; the old ones are worth nothing any more.</summary>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(string accountId)
    {
        IReadOnlyList<string> codes = [];
        await db.TransactAsync(async () =>
        {
            codes = await AddRecoveryCodesAsync(accountId);
            await db.SaveChangesAsync();
        });
        return codes;
    }

    public async Task DisableAsync(string accountId)
    {
        await db.DeleteWhereAsync<TwoFactor>(t => t.AccountId == accountId);
        await db.DeleteWhereAsync<RecoveryCode>(r => r.AccountId == accountId);
    }

    /// <summary>Takes a code of the telephone or of the paper. The same code never passes twice, not even at the same instant.</summary>
    public async Task<CodeResult> SpendAsync(string accountId, string? typed)
    {
        var row = await db.Set<TwoFactor>().AsNoTracking().SingleOrDefaultAsync(t => t.AccountId == accountId && t.EnabledAt != null);
        if (row is null)
            return CodeResult.Wrong;
        if (Open(row) is { } secret && Totp.Match(secret, Plain(typed), clock.GetUtcNow(), row.LastStep) is { } step)
            return await db.UpdateWhereAsync<TwoFactor>(t => t.AccountId == accountId && t.LastStep < step, s => s.Set(t => t.LastStep, step)) == 1
                ? CodeResult.Telephone
                : CodeResult.Wrong;
        DateTimeOffset? now = clock.GetUtcNow();
        var hash = RecoveryCode.Digest(accountId, typed ?? "");
        return await db.UpdateWhereAsync<RecoveryCode>(
            r => r.AccountId == accountId && r.Hash == hash && r.UsedAt == null, s => s.Set(r => r.UsedAt, now)) == 1
            ? CodeResult.Recovery
            : CodeResult.Wrong;
    }

    private async Task<IReadOnlyList<string>> AddRecoveryCodesAsync(string accountId)
    {
        await db.DeleteWhereAsync<RecoveryCode>(r => r.AccountId == accountId);
        List<string> codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.Make())];
        db.AddRange(codes.Select(c => new RecoveryCode { AccountId = accountId, Hash = RecoveryCode.Digest(accountId, c) }));
        return codes;
    }

    /// <summary>Null when the keys of data protection are lost: the person then needs a recovery code.</summary>
    private byte[]? Open(TwoFactor row)
    {
        try
        {
            return Convert.FromHexString(_protector.Unprotect(row.ProtectedSecret));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Plain(string? code) => string.Concat((code ?? "").Where(char.IsAsciiDigit));
}
