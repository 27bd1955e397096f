namespace Paceline.Storage;

/// <summary>The data directory cannot be used; the message is a sentence for the person who started the program.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The file is no calling list; nothing of it was imported. The message is a sentence for the person who sent it.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);

/// <summary>Nobody and nothing here has the id that was asked for; the message names it. A key that one of our own tables lacks is a fault,
/// and a plain <see cref="KeyNotFoundException"/>.</summary>
public sealed class UnknownIdException(string message) : KeyNotFoundException(message);
