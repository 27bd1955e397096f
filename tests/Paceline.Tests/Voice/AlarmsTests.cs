using Paceline.Voice.Sockets;

namespace Paceline.Tests.Voice;

public sealed class AlarmsTests
{
    private readonly Alarms _alarms = new();
    private readonly List<string> _rung = [];

    [Fact]
    public void They_ring_in_the_order_of_their_times_and_once()
    {
        _alarms.At(200, () => _rung.Add("late"));
        _alarms.At(100, () => _rung.Add("early"));

        _alarms.TimePassed(150);
        _rung.ShouldBe(["early"]);
        _alarms.DueMs.ShouldBe(200);
        _alarms.TimePassed(500);
        _alarms.TimePassed(500);

        _rung.ShouldBe(["early", "late"]);
        _alarms.DueMs.ShouldBeNull();
    }

    [Fact]
    public void One_that_was_called_off_does_not_ring_even_by_another_of_the_same_time()
    {
        Alarm second = new(static () => { });
        _alarms.At(100, () => second.CallOff());
        second = _alarms.At(101, () => _rung.Add("called off"));

        _alarms.TimePassed(200);

        _rung.ShouldBeEmpty();
    }
}
