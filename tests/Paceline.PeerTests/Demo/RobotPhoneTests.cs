using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Demo.Robots;
using Paceline.Media.Tones;

namespace Paceline.PeerTests.Demo;

/// <summary>A robot's telephone as the node has it: it answers, hears, speaks, and writes down whom it heard.</summary>
[Collection(nameof(DemoSockets))]
public sealed class RobotPhoneTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-robot-").FullName;
    private RobotDiary _diary = null!; // Made before each test.
    private RobotPhones _phones = null!; // Likewise.

    public ValueTask InitializeAsync()
    {
        _diary = new RobotDiary(Path.Combine(_folder, "robots.ndjson"));
        _phones = RobotPhones.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _phones.DisposeAsync();
        _diary.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_robot_speaks_from_the_zip_tone_on_and_writes_down_whom_it_heard_but_not_the_tone()
    {
        var phone = _phones.Plug("robot-1", Voices.AgentHz(1), _diary);
        await using Caller node = new(_phones.Local);
        var call = await node.DialAsync("robot-1", credentials: null);
        await call.Answered;
        await DemoLine.UntilAsync(() => phone.IsUp, "The call at the telephone");
        call.Say(ZipTone.Hz);
        await call.HearsAsync(Voices.AgentHz(1));
        call.Say(725);
        await Task.Delay(500, TestContext.Current.CancellationToken); // Long enough to be a voice.
        call.Say(0);
        await DemoLine.UntilAsync(
            () =>
            {
                phone.FallSilent();
                return Diary().OfType<RobotLine.Heard>().Any();
            },
            "A line in the diary");

        Diary().OfType<RobotLine.Heard>().ShouldAllBe(static h => h.Agent == "robot-1" && h.ToneHz == 725 && h.SecondHz == 0);
    }

    [Fact]
    public async Task A_telephone_that_is_not_plugged_in_is_not_found()
    {
        await using Caller node = new(_phones.Local);
        var call = await node.DialAsync("robot-9", credentials: null);

        (await call.Ended).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_node_that_calls_again_takes_the_place_of_its_lost_call()
    {
        var phone = _phones.Plug("robot-2", Voices.AgentHz(2), _diary);
        await using Caller node = new(_phones.Local);
        var first = await node.DialAsync("robot-2", credentials: null);
        await first.Answered;
        var second = await node.DialAsync("robot-2", credentials: null);
        await second.Answered;

        (await first.Ended).WasAnswered.ShouldBeTrue();
        await DemoLine.UntilAsync(() => phone.IsUp, "The second call");
    }

    private IReadOnlyList<RobotLine> Diary()
    {
        using FileStream file = new(Path.Combine(_folder, "robots.ndjson"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return RobotDiary.Read(reader.ReadToEnd().Split('\n'));
    }
}
