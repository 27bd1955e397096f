using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paceline.Demo;
using Paceline.Processes;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Commands;

/// <summary><c>paceline serve</c>: the server, until it is told to end.</summary>
internal static class ServeCommand
{
    /// <summary>The id of the supervisor that a new installation starts with.</summary>
    public const string FirstSupervisor = "supervisor";

    public static Command Create()
    {
        var data = Options.Data();
        var config = new Option<string?>("--config") { Description = "File of settings; default DATA/paceline.json." };
        var port = new Option<int?>("--port") { Description = "Port for browsers and programs; 0: any free one." };
        var child = Options.Child();
        var command = new Command("serve", "Runs the server and its voice node.") { data, config, port, child };
        command.SetAction((arguments, _) => Exits.GuardAsync(async () =>
        {
            var commandLine = new Dictionary<string, string>(StringComparer.Ordinal);
            if (arguments.GetValue(port) is { } asked)
            {
                commandLine["port"] = asked.ToString(CultureInfo.InvariantCulture);
            }

            var settings = ServerSettings.Read(arguments.GetRequiredValue(data), arguments.GetValue(config), commandLine, Environment.GetEnvironmentVariable);
            using var ending = ChildProcess.Ending(arguments.GetValue(child));
            return await RunAsync(settings, Console.Out, ending.Token);
        }));
        return command;
    }

    /// <summary>Opens the store, starts everything, says <c>Ready</c> and the address, and runs until it is cancelled.</summary>
    public static async Task<int> RunAsync(ServerSettings settings, TextWriter output, CancellationToken ending)
    {
        DemandPort(settings.Port);
        await using var store = await SqliteStore.OpenAsync(settings.Data, TimeProvider.System, ending);
        await using var server = await BuildAsync(settings, store, ending);
        await server.StartAsync(ending);
        await server.Services.GetRequiredService<Screens>().LoadAsync(ending);

        var address = PacelineServer.AddressOf(server);
        if (await store.People.AddAsync(new(FirstSupervisor, "Supervisor", UserRole.Supervisor, Group: null), ending))
        {
            await output.WriteLineAsync($"First start. Sign in as supervisor: {await LinkCommand.LinkAsync(store, FirstSupervisor, address, ending)}");
        }

        await File.WriteAllTextAsync(LinkCommand.PortFileOf(settings.Data), address.Port.ToString(CultureInfo.InvariantCulture), ending);
        await output.WriteLineAsync($"Ready  {address}");
        await output.FlushAsync(ending);

        // A part of the server that fails stops all of it; a process that is told to end stops in good order.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending, server.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync(CancellationToken.None);
        return ending.IsCancellationRequested ? Exits.Good : Exits.Failed;
    }

    /// <summary>The server that is not started, with what it and its voice node need in the data directory.</summary>
    private static async Task<WebApplication> BuildAsync(ServerSettings settings, SqliteStore store, CancellationToken cancellationToken)
    {
        try
        {
            DemoPrompts.WriteTo(Path.Combine(settings.Data, "prompts"));
            var launch = await VoiceLaunch.PrepareAsync(settings, cancellationToken);
            return PacelineServer.Build(settings, store, launch, TimeProvider.System);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SettingRefusedException(
                $"Paceline cannot prepare {settings.Data} ({failure.Message}). Its data directory must be a folder that its user owns.");
        }
    }

    /// <summary>Asked before anything starts: a server that finds out last has much to take back.</summary>
    /// <exception cref="SettingRefusedException">Another program has it, or it is not for us.</exception>
    public static void DemandPort(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException failure)
        {
            throw new SettingRefusedException(
                $"Port {port} cannot be used ({failure.Message}). Choose another with --port, or end the program that has it.");
        }
    }
}
