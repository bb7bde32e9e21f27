using System.Globalization;
using System.Net.Mail;
using Megalis.Kernel.Identifiers;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Mail;

/// <summary>
/// Writes each mail as one .eml file that any mail program opens, and sends nothing. A file appears whole or not at all,
/// named by its instant and its message id; the same message id within the same second replaces its file.
/// </summary>
public sealed class DropFolderMailer(IOptions<MailOptions> options, string dataPath, TimeProvider clock) : IMailer
{
    /// <summary>Where the files appear.</summary>
    public string Folder => Path.GetFullPath(options.Value.DropFolder is { Length: > 0 } set ? set : Path.Combine(dataPath, "courriers"));

    public async Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var named = message.MessageId is null ? message with { MessageId = Ids.New(clock) } : message;
        using var composed = MailComposer.Compose(named, options.Value);
        var draft = Directory.CreateDirectory(Path.Combine(Folder, ".en-cours", Ids.Random())).FullName;
        try
        {
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = draft, DeliveryFormat = SmtpDeliveryFormat.SevenBit };
            await client.SendMailAsync(composed, cancellationToken);
            var stamp = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
            File.Move(Directory.GetFiles(draft).Single(), Path.Combine(Folder, $"{stamp}-{named.MessageId}.eml"), overwrite: true);
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }
    }
}
