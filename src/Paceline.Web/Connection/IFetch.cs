namespace Paceline.Web.Connection;

/// <summary>Requests to the server.</summary>
public interface IFetch
{
    /// <summary>The server's answer; null: none came, and the server may have done it or not.</summary>
    /// <param name="patience">How long an answer may take.</param>
    Task<Answer?> Ask(Ask ask, TimeSpan patience, CancellationToken cancellation);
}

/// <summary>One request.</summary>
/// <param name="Route">On this server, with its query.</param>
/// <param name="Key">The same for every try of one command; empty: it changes nothing.</param>
/// <param name="MediaType">Of the body; empty: there is none.</param>
/// <param name="File">A body that is sent as it is, instead of <paramref name="Body"/>; null: there is none.</param>
/// <param name="User">Whose page asks; empty: not known yet.</param>
public sealed record Ask(string Method, string Route, string Key = "", string MediaType = "", string Body = "", Stream? File = null, string User = "");

/// <summary>What came back.</summary>
/// <param name="Date">The server's clock in whole seconds; null: it did not say.</param>
public sealed record Answer(int Status, DateTimeOffset? Date, string Body);
