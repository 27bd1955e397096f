namespace Paceline.Media.Rtp;

/// <summary>Presses keys for the far end (RFC 4733 §2.5.1): start, an update each tick, then the end three times.</summary>
internal sealed class DigitSender
{
    private const int Capacity = 64;
    private const int PressTicks = 6;
    private const int EndTicks = 3;
    // A pause of two ticks after the ends; with them the far end hears 100 ms between keys.
    private const int PauseTicks = 2;
    private const byte Volume = 10;

    private readonly byte[] _codes = new byte[Capacity];
    private int _first;
    private int _count;
    private int _tick;
    private uint _start;

    public bool IsBusy => _count > 0;

    public bool Dial(ReadOnlySpan<char> keys)
    {
        if (keys.Length > Capacity - _count)
        {
            return false;
        }

        foreach (var key in keys)
        {
            if (TelephoneEvent.CodeOf(key) < 0)
            {
                return false;
            }
        }

        foreach (var key in keys)
        {
            _codes[(_first + _count++) % Capacity] = (byte)TelephoneEvent.CodeOf(key);
        }

        return true;
    }

    /// <summary>False when this tick belongs to the audio.</summary>
    public bool Next(uint timestamp, Span<byte> payload, out uint start, out bool first)
    {
        (start, first) = (timestamp, false);
        if (_count == 0)
        {
            return false;
        }

        if (_tick == 0)
        {
            (_start, first) = (timestamp, true);
        }

        start = _start;
        var tick = _tick++;
        if (tick < PressTicks + EndTicks)
        {
            var duration = (ushort)(Math.Min(tick + 1, PressTicks) * Audio.Frame.Samples);
            new TelephoneEvent(_codes[_first], tick >= PressTicks, Volume, duration).Write(payload);
            return true;
        }

        if (tick == PressTicks + EndTicks + PauseTicks - 1)
        {
            (_tick, _first) = (0, (_first + 1) % Capacity);
            _count--;
        }

        return false;
    }
}
