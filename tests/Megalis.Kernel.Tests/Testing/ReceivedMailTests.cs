using Megalis.Kernel.Mail;
using Megalis.Testing;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Testing;

public sealed class ReceivedMailTests
{
    [Fact]
    public async Task A_mail_is_read_as_its_reader_sees_it()
    {
        using var folder = new TempFolder();
        var mailer = new DropFolderMailer(Options.Create(new MailOptions { DropFolder = folder.Path }), folder.Path, new FakeClock());
        var longWord = new string('é', 90);
        await mailer.SendAsync(
            new MailMessage("contact@menuiserie.example", "Récépissé n° 7 : « Toiture de l'école »", $"Bonjour,\n\n{longWord} = 100 %\nhttp://localhost/recepisse/7?code=a=b.\n")
            {
                Html = "<p>Bonjour é</p>",
                Attachments = [new MailAttachment("récépissé.pdf", "application/pdf", [0, 1, 2, 255])],
            },
            CancellationToken.None);

        var mail = await ReceivedMail.ReadAsync(Directory.GetFiles(folder.Path, "*.eml").Single());

        Assert.Equal("contact@menuiserie.example", mail.To);
        Assert.Equal("Récépissé n° 7 : « Toiture de l'école »", mail.Subject);
        Assert.Equal($"Bonjour,\n\n{longWord} = 100 %\nhttp://localhost/recepisse/7?code=a=b.", mail.Text);
        Assert.Equal("http://localhost/recepisse/7?code=a=b", mail.Link.AbsoluteUri);
        Assert.Contains("Bonjour é", mail.Html, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2, 255], mail.Attachments["récépissé.pdf"]);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
    }
}
