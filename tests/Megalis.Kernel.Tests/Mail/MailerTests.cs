using Megalis.Kernel.Mail;
using Megalis.Kernel.Tests.Files;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Mail;

public sealed class MailerTests : IDisposable
{
    private const string Subject = "Dépôt reçu : « Réfection de la toiture de l’école élémentaire » n° KER-2026-014, 12 000 € et un objet assez long pour être plié 😀";

    private static readonly MailMessage Receipt = new("Marie Le Goff <marie@menuiserie.example>", Subject, "Bonjour,\r\n.\r\nVotre pli est déposé.\r\nFrom here, tout est conservé.\r\n")
    {
        Html = "<p>Votre pli est <strong>déposé</strong>.</p>",
        UnsubscribeUrl = "https://marches.example.bzh/desabonnement/4gq1ch13zvjb56rrng70w55cmz4gq1ch13zvjb56rrng70w55cmz4gq1ch13zvjb56rrng70w55cmz",
        MessageId = "pli-01kkp8h0003zvjb56rrng70w55",
        Headers = new Dictionary<string, string> { ["In-Reply-To"] = "<question-1@marches.example.bzh>", ["X-Megalis-Objet"] = "été" },
        Attachments = [new("Récépissé n° 1.pdf", "application/pdf", [.. Enumerable.Range(0, 256).Select(i => (byte)i)])],
    };

    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_mail_in_the_drop_folder_is_whole_for_any_mail_program()
    {
        await DropFolder().SendAsync(Receipt, default);
        var file = Assert.Single(_data.Everything());
        Assert.Matches(@"/courriers/\d{8}T\d{6}-pli-01kkp8h0003zvjb56rrng70w55\.eml$", file);
        AssertIsReceipt(new ReadMail(await File.ReadAllTextAsync(file)));
    }

    [Fact]
    public async Task A_mail_over_smtp_is_the_same_mail()
    {
        await using var server = new TinySmtpServer();
        await Smtp(server.Port).SendAsync(Receipt, default);
        AssertIsReceipt(new ReadMail(Assert.Single(server.Mails)));
        Assert.Contains("MAIL FROM:<ne-pas-repondre@marches.example.bzh>", server.Commands.Select(c => c.Split(" SMTPUTF8")[0]));
        Assert.Equal(["RCPT TO:<marie@menuiserie.example>"], server.Commands.Where(c => c.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_plain_mail_is_one_part_without_a_way_to_unsubscribe()
    {
        await DropFolder().SendAsync(new MailMessage("a@b.example", "Objet", "Été"), default);
        await DropFolder().SendAsync(new MailMessage("a@b.example", "Objet", "Été"), default);
        Assert.Equal(2, _data.Everything().Length);
        var mail = new ReadMail(await File.ReadAllTextAsync(_data.Everything()[0]));
        Assert.Equal("Été", Assert.Single(mail.Parts()).Text());
        Assert.Empty(mail.Headers["List-Unsubscribe"]);
        Assert.Equal("auto-generated", mail["Auto-Submitted"]);
    }

    [Theory]
    [InlineData("marie@b.example")]
    [InlineData("\"Le Goff, Marie\" <marie@b.example>")]
    [InlineData("Aurélie Ó Súilleabháin <marie@b.example>")]
    public async Task An_address_may_carry_a_name(string to)
    {
        Assert.True(MailMessage.IsAddress(to));
        await using var server = new TinySmtpServer();
        await Smtp(server.Port).SendAsync(Receipt with { To = to }, default);
        Assert.Equal(["RCPT TO:<marie@b.example>"], server.Commands.Where(c => c.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    public static TheoryData<string, MailMessage> Wrong => new()
    {
        { "a second header in the subject", Receipt with { Subject = "Objet\r\nBcc: tous@example.org" } },
        { "a line feed alone", Receipt with { Subject = "Objet\nBcc: tous@example.org" } },
        { "a NUL", Receipt with { Subject = "Objet\0" } },
        { "a line separator", Receipt with { Subject = "Objet\u2028Bcc: x" } },
        { "a second header in the address", Receipt with { To = "a@b.example\r\nBcc: tous@example.org" } },
        { "two addresses", Receipt with { To = "a@b.example, c@d.example" } },
        { "two addresses by semicolon", Receipt with { To = "a@b.example;c@d.example" } },
        { "an address as a name", Receipt with { To = "a@b.example <c@d.example>" } },
        { "no address", Receipt with { To = "Marie" } },
        { "a control character of the second table", Receipt with { To = "a\u0092b@c.example" } },
        { "a line separator in the address", Receipt with { To = "a\u2028b@c.example" } },
        { "an empty address", Receipt with { To = "" } },
        { "a header value of two lines", Receipt with { Headers = new Dictionary<string, string> { ["X-A"] = "1\r\nBcc: x@y.example" } } },
        { "a header name of two lines", Receipt with { Headers = new Dictionary<string, string> { ["X-A: 1\r\nBcc"] = "x@y.example" } } },
        { "a recipient by header", Receipt with { Headers = new Dictionary<string, string> { ["bcc"] = "x@y.example" } } },
        { "an address to unsubscribe with a line feed", Receipt with { UnsubscribeUrl = "https://a.example/\r\nBcc: x" } },
        { "an address to unsubscribe that leaves its brackets", Receipt with { UnsubscribeUrl = "https://a.example/>,<mailto:x@y.example" } },
        { "an address to unsubscribe that runs", Receipt with { UnsubscribeUrl = "javascript:alert(1)" } },
        { "a message id with brackets", Receipt with { MessageId = "a>\r\nBcc: x" } },
        { "a path as message id", Receipt with { MessageId = "../../x" } },
        { "an attachment named in two lines", Receipt with { Attachments = [new("a\r\nb.pdf", "application/pdf", [])] } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_mail_that_could_say_more_than_it_seems_is_refused_by_both_adapters(string why, MailMessage message)
    {
        if (message.To != Receipt.To)
            Assert.False(MailMessage.IsAddress(message.To), why);
        await using var server = new TinySmtpServer();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => DropFolder().SendAsync(message, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Smtp(server.Port).SendAsync(message, default));
        Assert.True(_data.Everything().Length == 0 && server.Commands.Count == 0, why);
    }

    [Theory]
    [InlineData("RCPT", "550 no such person", true)]
    [InlineData("RCPT", "450 later", false)]
    [InlineData("RCPT", "452 full", false)]
    [InlineData("MAIL", "421 busy", false)]
    [InlineData(".", "554 refused", true)]
    public async Task A_refusal_says_whether_trying_again_can_help(string command, string answer, bool permanent)
    {
        await using var server = new TinySmtpServer();
        server.Answers[command] = answer;
        var error = await Assert.ThrowsAsync<MailFailedException>(() => Smtp(server.Port).SendAsync(Receipt, default));
        Assert.Equal(permanent, error.IsPermanent);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_says_nothing_is_a_failure_that_may_pass()
    {
        int port;
        await using (var server = new TinySmtpServer())
        {
            port = server.Port;
            server.Answers["MAIL"] = null;
            var silent = await Assert.ThrowsAsync<MailFailedException>(() => Smtp(port, timeout: 1).SendAsync(Receipt, default));
            Assert.False(silent.IsPermanent);
            Assert.Contains("1 s", silent.Message, StringComparison.Ordinal);
        }
        Assert.False((await Assert.ThrowsAsync<MailFailedException>(() => Smtp(port).SendAsync(Receipt, default))).IsPermanent);
    }

    [Fact]
    public async Task A_server_without_TLS_gets_nothing_when_TLS_is_asked()
    {
        await using var server = new TinySmtpServer();
        var options = Settings(server.Port);
        options.UseTls = true;
        await Assert.ThrowsAsync<MailFailedException>(() => new SmtpMailer(Options.Create(options), TimeProvider.System).SendAsync(Receipt, default));
        Assert.DoesNotContain(server.Commands, c => c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sending_that_is_stopped_by_the_host_is_a_cancellation_and_no_failure()
    {
        await using var server = new TinySmtpServer();
        server.Answers["MAIL"] = null;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Smtp(server.Port).SendAsync(Receipt, stop.Token));
    }

    private static void AssertIsReceipt(ReadMail mail)
    {
        Assert.Equal(Subject, mail["Subject"]);
        Assert.Contains("<marie@menuiserie.example>", mail["To"], StringComparison.Ordinal);
        Assert.Contains("Marie Le Goff", mail["To"], StringComparison.Ordinal);
        Assert.Contains("ne-pas-repondre@marches.example.bzh", mail["From"], StringComparison.Ordinal);
        Assert.Equal("<pli-01kkp8h0003zvjb56rrng70w55@marches.example.bzh>", mail["Message-ID"]);
        Assert.Equal($"<{Receipt.UnsubscribeUrl}>", mail["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", mail["List-Unsubscribe-Post"]);
        Assert.Equal("<question-1@marches.example.bzh>", mail["In-Reply-To"]);
        Assert.Equal("été", mail["X-Megalis-Objet"]);
        Assert.Empty(mail.Headers["Bcc"]);

        var parts = mail.Parts().ToList();
        Assert.Equal(["text/plain", "text/html", "application/pdf"], parts.Select(p => p["Content-Type"].Split(';')[0]));
        Assert.Equal(Receipt.Text.TrimEnd(), parts[0].Text());
        Assert.Equal(Receipt.Html, parts[1].Text());
        Assert.Equal(Receipt.Attachments[0].Content, parts[2].Bytes());
        Assert.Contains("Récépissé n° 1.pdf", parts[2]["Content-Type"], StringComparison.Ordinal);
    }

    private DropFolderMailer DropFolder() => new(Options.Create(Settings(25)), _data.Path, TimeProvider.System);

    private static SmtpMailer Smtp(int port, int timeout = 20) => new(Options.Create(Settings(port, timeout)), TimeProvider.System);

    private static MailOptions Settings(int port, int timeout = 20) => new()
    {
        From = "Mégalis <ne-pas-repondre@marches.example.bzh>",
        Host = "127.0.0.1",
        Port = port,
        UseTls = false,
        TimeoutSeconds = timeout,
    };
}
