using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Paceline.Commands;
using Paceline.Demo;
using Paceline.Demo.Check;
using Paceline.Processes;
using Paceline.Settings;
using Paceline.Storage;
using Paceline.Tests.Storage;

namespace Paceline.Tests.Server;

/// <summary>A start that cannot be: exit code 2, and a sentence on the error output that says what to do.</summary>
public sealed class StartRefused : IDisposable
{
    private static readonly Dictionary<string, string> _none = new(StringComparer.Ordinal);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_port_is_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var sentence = await RefusedAsync(_folder.Path, port);

        sentence.ShouldContain($"{port}");
        sentence.ShouldContain("--port");
    }

    [Fact]
    public async Task The_data_directory_is_of_a_newer_version()
    {
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "paceline.db")};Pooling=false"))
        {
            await database.OpenAsync(Cancel);
            await using var command = database.CreateCommand();
            command.CommandText = "pragma user_version = 999";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        (await RefusedAsync(_folder.Path)).ShouldContain("newer Paceline: its version is 999");
    }

    [Fact]
    public async Task The_data_directory_cannot_be_written()
    {
        // A folder below a file: nobody can make it, root neither.
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        (await RefusedAsync(Path.Combine(file, "data"))).ShouldContain("cannot write");
    }

    [Fact]
    public async Task The_data_directory_is_in_use()
    {
        await using var other = await SqliteStore.OpenAsync(_folder.Path, TimeProvider.System, Cancel);

        (await RefusedAsync(_folder.Path)).ShouldContain("Another Paceline server uses");
    }

    [Theory]
    [InlineData("""{"port":70000}""", "port is \"70000\"", "0 to 65535")]
    [InlineData("""{"reallyCall":"maybe"}""", "reallyCall is \"maybe\"", "yes, no")]
    [InlineData("""{"prot":5080}""", "there is no setting \"prot\"", "port")]
    [InlineData("""["port"]""", "no JSON object", "")]
    [InlineData("""{"port":""", "no JSON object", "")]
    public async Task A_setting_is_wrong(string json, string what, string allowed)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "paceline.json"), json, Cancel);

        var sentence = await RefusedAsync(_folder.Path);

        sentence.ShouldContain(what);
        sentence.ShouldContain(allowed);
    }

    [Fact]
    public async Task A_secret_that_is_refused_is_not_shown()
    {
        var secret = new string('s', 200);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "paceline.json"), $$"""{"trunkPassword":"{{secret}}"}""", Cancel);

        var sentence = await RefusedAsync(_folder.Path);

        sentence.ShouldContain("trunkPassword is 200 characters");
        sentence.ShouldNotContain(secret);
    }

    [Fact]
    public void The_later_source_wins_and_each_is_checked()
    {
        var port = new Dictionary<string, string>(StringComparer.Ordinal) { ["port"] = "3" };
        ServerSettings.Read(_folder.Path, file: null, port, name => name == "PACELINE_PORT" ? "2" : null).Port.ShouldBe(3);
        ServerSettings.Read(_folder.Path, file: null, _none, name => name == "PACELINE_PORT" ? "2" : null).Port.ShouldBe(2);
        Should.Throw<SettingRefusedException>(() => ServerSettings.Read(_folder.Path, file: null, port, name => name == "PACELINE_PORT" ? "x" : null))
            .Message.ShouldContain("environment");
    }

    [Fact]
    public async Task A_demo_refuses_what_its_server_would_before_it_starts_anything()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        var taken = Path.Combine(_folder.Path, "taken");
        await using var server = await SqliteStore.OpenAsync(taken, TimeProvider.System, Cancel);
        var fresh = Path.Combine(_folder.Path, "fresh");

        (await DemoRefusedAsync(fresh, ((IPEndPoint)other.LocalEndpoint).Port)).ShouldContain("Choose another with --port");
        (await DemoRefusedAsync(fresh, 99999)).ShouldContain("port is \"99999\" (from the command line); allowed: 0 to 65535");
        Directory.Exists(fresh).ShouldBeFalse();
        (await DemoRefusedAsync(file)).ShouldContain("cannot write");
        (await DemoRefusedAsync(taken)).ShouldContain("Another Paceline server uses");
    }

    [Theory]
    [InlineData("prompts")]
    [InlineData("keys")]
    public async Task A_folder_that_cannot_be_made_in_the_data_directory_is_a_sentence(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, name), "a file where the folder should be", Cancel);

        (await RefusedAsync(_folder.Path)).ShouldContain("cannot prepare");
    }

    [Fact]
    public async Task A_report_that_nobody_takes_is_a_sentence()
    {
        var report = DemoCheck.Judge(Demo.Evidence.OfOneCall().Input(), 60, []);
        foreach (var failure in (Exception[])[new IOException("Bad file descriptor"), new UnauthorizedAccessException()])
        {
            await using var errors = new StringWriter();

            (await DemoCommand.TellAsync(report, () => throw failure, errors)).ShouldBe(1);

            errors.ToString().ShouldContain("Check passed: ");
            errors.ToString().ShouldContain("standard output is closed");
        }
    }

    [Fact]
    public async Task A_command_beside_a_server_makes_no_data_directory()
    {
        var nowhere = Path.Combine(_folder.Path, "nowhere");

        await using var errors = new StringWriter();
        var code = await Exits.GuardAsync(
            async () =>
            {
                await using var store = await SqliteStore.OpenForCommandAsync(nowhere, TimeProvider.System, Cancel);
                return Exits.Good;
            },
            errors);

        code.ShouldBe(2);
        errors.ToString().ShouldContain($"no Paceline data in {nowhere}");
        Directory.Exists(nowhere).ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, true, 2, "")] // The child has said why, and nothing needs to be added.
    [InlineData(134, false, 1, "exit code was 134")]
    public async Task What_a_child_said_before_it_was_ready_is_the_sentence_of_the_whole(int code, bool hasSaidWhy, int exit, string says)
    {
        await using var errors = new StringWriter();

        (await Exits.GuardAsync(() => throw new ChildEndedException("Ready", code, hasSaidWhy), errors)).ShouldBe(exit);

        (errors.ToString().Length > 0).ShouldBe(says.Length > 0);
        errors.ToString().ShouldContain(says);
    }

    private static async Task<string> DemoRefusedAsync(string data, int port = 0)
    {
        await using var errors = new StringWriter();
        var settings = new DemoSettings { Server = new("http://127.0.0.1"), SupervisorKey = "", Data = Path.Combine(data, "demo") };

        (await Exits.GuardAsync(() => DemoCommand.RunAsync(settings, data, port, check: true, errors, Cancel), errors)).ShouldBe(2);

        errors.ToString().Trim().ShouldNotContain("\n");
        return errors.ToString();
    }

    private static async Task<string> RefusedAsync(string data, int port = 0)
    {
        var commandLine = new Dictionary<string, string>(_none, StringComparer.Ordinal) { ["port"] = $"{port}" };
        await using var errors = new StringWriter();
        await using var output = new StringWriter();
        var code = await Exits.GuardAsync(
            async () =>
            {
                await ServeCommand.RunAsync(ServerSettings.Read(data, file: null, commandLine, static _ => null), output, Cancel);
                return Exits.Good;
            },
            errors);

        code.ShouldBe(2);
        output.ToString().ShouldNotContain("Ready");
        return errors.ToString();
    }
}
