namespace Megalis.Procurement.Domain.Decp;

/// <summary>The file cannot be read as DECP. The message is a French sentence that says what and where.</summary>
internal sealed class DecpFileException(string message) : Exception(message);
