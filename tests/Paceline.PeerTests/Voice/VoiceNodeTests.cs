using System.Net;
using Paceline.Voice;

namespace Paceline.PeerTests.Voice;

public sealed class VoiceNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-voice-").FullName;

    [Fact]
    public async Task It_says_that_it_is_ready_and_ends_when_it_is_asked_to()
    {
        using CancellationTokenSource stop = new();
        Ready output = new();
        Task running = VoiceNode.RunAsync(
            Settings(), output, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, stop.Token);
        await output.Told.WaitAsync(TimeSpan.FromSeconds(20));
        UnixFileMode mode = OperatingSystem.IsLinux() ? File.GetUnixFileMode(Settings().SocketPath) : default;

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20));

        mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        output.ToString().ShouldBe("voice ready" + Environment.NewLine);
        File.Exists(Settings().SocketPath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_node_on_the_same_socket_is_refused_and_the_first_lives_on()
    {
        await using VoiceNode first = await VoiceNode.StartAsync(Settings(), null, CancellationToken.None);

        VoiceSettingsException refused = await Should.ThrowAsync<VoiceSettingsException>(
            VoiceNode.StartAsync(Settings(), null, CancellationToken.None));

        refused.Message.ShouldContain("SocketPath");
        await using ServerEnd server = new(Settings().SocketPath, Settings().Token);
        await server.AdoptAsync();
    }

    [Fact]
    public async Task A_socket_that_a_killed_node_left_behind_is_taken_over()
    {
        await File.WriteAllTextAsync(Settings().SocketPath, "");

        await using VoiceNode node = await VoiceNode.StartAsync(Settings(), null, CancellationToken.None);

        await using ServerEnd server = new(Settings().SocketPath, Settings().Token);
        await server.AdoptAsync();
    }

    [Fact]
    public async Task A_prompt_that_cannot_be_played_is_named_at_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "abandonment.wav"), "no sound at all");

        VoiceSettingsException refused = await Should.ThrowAsync<VoiceSettingsException>(
            VoiceNode.StartAsync(Settings() with { Prompts = _folder }, null, CancellationToken.None));

        refused.Message.ShouldContain("abandonment.wav");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private VoiceSettings Settings() => new()
    {
        SocketPath = Path.Combine(_folder, "voice.sock"),
        Token = "a-token-for-tests-only",
        SipBind = new IPEndPoint(IPAddress.Loopback, 0),
    };

    private sealed class Ready : StringWriter
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => _told.Task;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _told.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
