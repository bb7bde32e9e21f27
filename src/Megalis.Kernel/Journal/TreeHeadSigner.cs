using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Files;

namespace Megalis.Kernel.Journal;

/// <summary>
/// Signs the heads of the journal with a key that lies outside the database, in <c>{DataPath}/cles/journal.pem</c>:
/// whoever can rewrite the rows cannot sign what they then are. Safe for concurrent use.
/// </summary>
public sealed class TreeHeadSigner : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lazy<ECDsa> _key;
    private readonly Lazy<(string Pem, string Id)> _public;
    private readonly Lock _gate = new();

    private TreeHeadSigner(Func<ECDsa> open)
    {
        _key = new Lazy<ECDsa>(open);
        _public = new Lazy<(string, string)>(() => _key.Value.ExportSubjectPublicKeyInfoPem() is var pem ? (pem, KeyIdOf(pem)) : default);
    }

    /// <summary>SHA-256 of the public key, 64 lower-case hexadecimal digits.</summary>
    public string KeyId => _public.Value.Id;

    /// <summary>SubjectPublicKeyInfo in PEM: publish it, and keep it for as long as its heads.</summary>
    public string PublicKeyPem => _public.Value.Pem;

    /// <summary>Where the key lies under <paramref name="dataPath"/>.</summary>
    public static string KeyPath(string dataPath) => Path.Combine(Path.GetFullPath(dataPath), "cles", "journal.pem");

    /// <summary>
    /// Opens the key, or makes it on first use, readable by its owner alone. Nodes that start together on one volume end up
    /// with the same key: the first to link its finished file wins and the others read that one.
    /// </summary>
    public static TreeHeadSigner OpenOrCreate(string dataPath)
    {
        var key = OpenKey(dataPath);
        return new TreeHeadSigner(() => key);
    }

    /// <summary>
    /// The same at its first use: services are put together before the boot has looked whether a missing key may be made
    /// (<see cref="Data.ClusterId"/>).
    /// </summary>
    internal static TreeHeadSigner OpenOrCreateAtUse(string dataPath) => new(() => OpenKey(dataPath));

    private static ECDsa OpenKey(string dataPath)
    {
        var path = KeyPath(dataPath);
        if (!File.Exists(path)) Create(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            File.SetUnixFileMode(path, OwnerOnly); // A copy or a restore opened it to others.
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key.KeySize == 256 ? key : throw new CryptographicException($"{path} holds a key of {key.KeySize} bits where P-256 is expected.");
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException($"{path} holds no usable key. Restore it from your backup: a new one could not continue this journal.", error);
        }
    }

    public SignedTreeHead Sign(TreeHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var text = Encoding.UTF8.GetBytes(head.ToText());
        lock (_gate)
            return new(head, KeyId, _key.Value.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>True when the head is signed by the key whose public half is given, and says so.</summary>
    public static bool Verify(SignedTreeHead head, string publicKeyPem)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.KeyId != KeyIdOf(publicKeyPem)) return false;
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        return key.VerifyData(Encoding.UTF8.GetBytes(head.Head.ToText()), head.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }

    private static string KeyIdOf(string publicKeyPem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    private static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
        var draft = Path.Combine(folder, $"journal.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                Write(draft, key.ExportPkcs8PrivateKeyPem());
            DurableFolder.PutIfAbsent(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void Write(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
        file.Flush(flushToDisk: true);
    }
}
