namespace Megalis.Kernel.Mail;

/// <summary>How mails leave.</summary>
public enum MailMode
{
    /// <summary>Written as .eml files and sent to nobody: the default, so that no test site ever writes to real people.</summary>
    DropFolder,

    /// <summary>Handed to an SMTP server.</summary>
    Smtp,
}

/// <summary>The keys <c>Megalis:Mail:*</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Megalis:Mail";

    public MailMode Mode { get; set; } = MailMode.DropFolder;

    /// <summary>Sender of every mail.</summary>
    public string From { get; set; } = "Megalis <ne-pas-repondre@localhost>";

    /// <summary>Where the drop folder lies; none means <c>courriers</c> under Megalis:DataPath.</summary>
    public string? DropFolder { get; set; }

    public string Host { get; set; } = "localhost";

    public int Port { get; set; } = 587;

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>Refuse to speak without STARTTLS. Port 465 (TLS from the first byte) is not supported by the framework's client.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>How long one mail may take.</summary>
    public int TimeoutSeconds { get; set; } = 60;
}
