using Paceline.Voice;
using Paceline.VoiceProtocol;

namespace Paceline.Tests.Voice;

public sealed class EventLogTests
{
    private readonly EventLog _log = new("epoch-1", 10, TimeProvider.System);

    [Fact]
    public void Events_are_numbered_from_one_without_gaps()
    {
        Append(3);

        _log.After(0, 100).Select(static happened => (happened.Number, happened.Epoch))
            .ShouldBe([(1L, "epoch-1"), (2L, "epoch-1"), (3L, "epoch-1")]);
        _log.After(2, 100).Single().Number.ShouldBe(3);
        _log.After(0, 2).Count.ShouldBe(2);
    }

    [Fact]
    public void What_is_acknowledged_is_gone_and_the_numbers_go_on()
    {
        Append(3);
        _log.Append(new VoiceEvent { Attempt = "a", Ended = new Ended() });

        _log.Acknowledge(2).ShouldBeEmpty();
        _log.Acknowledge(2).ShouldBeEmpty();
        _log.Acknowledge(4).ShouldBe(["a"]);

        _log.After(0, 100).ShouldBeEmpty();
        _log.IsAllAcknowledged.ShouldBeTrue();
        Append(1);
        _log.After(0, 100).Single().Number.ShouldBe(5);
    }

    [Fact]
    public void What_has_not_happened_cannot_be_acknowledged() =>
        Should.Throw<SeamException>(() => _log.Acknowledge(1)).Failure.ShouldBe(SeamFailure.InvalidArgument);

    [Fact]
    public void A_full_log_says_so_and_still_keeps_everything()
    {
        Append(8);
        _log.HasRoomFor(2).ShouldBeTrue();
        _log.HasRoomFor(3).ShouldBeFalse();

        Append(5);

        _log.After(0, 100).Count.ShouldBe(13);
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_the_next_event()
    {
        Append(1);
        Task waiting = _log.WaitForAsync(1, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        Append(1);

        await waiting.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    private void Append(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _log.Append(new VoiceEvent { Placed = new Placed() });
        }
    }
}
