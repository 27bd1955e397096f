using System.CommandLine;
using System.Globalization;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Commands;

/// <summary><c>paceline link NAME</c>: a new sign-in link for a user, also beside a running server.</summary>
internal static class LinkCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "User id, such as \"supervisor\"." };
        var data = Options.Data();
        var port = new Option<int?>("--port") { Description = "Port of the server; default: where it last listened." };
        var command = new Command("link", "Prints a one-time sign-in link.") { name, data, port };
        command.SetAction((arguments, cancellationToken) => Exits.GuardAsync(async () =>
        {
            var settings = ServerSettings.Read(
                arguments.GetRequiredValue(data), file: null, new Dictionary<string, string>(StringComparer.Ordinal), Environment.GetEnvironmentVariable);
            await using var store = await SqliteStore.OpenForCommandAsync(settings.Data, TimeProvider.System, cancellationToken);
            var user = arguments.GetRequiredValue(name);
            if (await store.People.FindAsync(user, cancellationToken) is null)
            {
                var known = string.Join(", ", (await store.People.AllAsync(cancellationToken)).Select(static u => u.Id));
                await Console.Error.WriteLineAsync($"There is no user \"{user}\". Users are: {known}.");
                return Exits.Refused;
            }

            var address = new UriBuilder("http", "127.0.0.1", arguments.GetValue(port) ?? PortOf(settings)).Uri;
            await Console.Out.WriteLineAsync(await LinkAsync(store, user, address, cancellationToken));
            return Exits.Good;
        }));
        return command;
    }

    /// <summary>Where the server of a data directory writes the port it listens on.</summary>
    public static string PortFileOf(string data) => Path.Combine(data, "server.port");

    private static int PortOf(ServerSettings settings) =>
        File.Exists(PortFileOf(settings.Data))
        && int.TryParse(File.ReadAllText(PortFileOf(settings.Data)), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : settings.Port;

    /// <summary>The token is in the fragment, which no server and no log ever sees. Agents sign in under the name localhost and everybody
    /// else under 127.0.0.1, so that both work side by side in one browser.</summary>
    public static async Task<string> LinkAsync(SqliteStore store, string user, Uri address, CancellationToken cancellationToken)
    {
        var role = (await store.People.FindAsync(user, cancellationToken))?.Role;
        var host = role is UserRole.Agent ? "localhost" : "127.0.0.1";
        var token = await store.People.NewLinkAsync(user, cancellationToken);
        return $"http://{host}:{address.Port}/sign-in#{token.Token}";
    }
}
