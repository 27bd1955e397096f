namespace Paceline.Media.Rtp;

/// <summary>Hears each pressed key once, however often its packets come (RFC 4733 §2.5.2.2: same timestamp, same event).</summary>
public sealed class DigitReceiver
{
    /// <summary>Keys that wait to be taken; what a storm sends beyond it is dropped.</summary>
    public const int Capacity = 32;

    private readonly char[] _keys = new char[Capacity];
    private int _first;
    private int _count;
    private bool _any;
    private uint _ssrc;
    private uint _timestamp;

    /// <summary>Takes a packet of the telephone-event payload type. The key counts when it goes down.</summary>
    public void Receive(in RtpPacket packet)
    {
        if (!TelephoneEvent.TryParse(packet.Payload, out var parsed) || parsed.Key is not { } key)
        {
            return;
        }

        // An older timestamp is a packet of an earlier key that was overtaken.
        var age = unchecked((int)(packet.Timestamp - _timestamp));
        if (_any && packet.Ssrc == _ssrc && age <= 0)
        {
            return;
        }

        (_any, _ssrc, _timestamp) = (true, packet.Ssrc, packet.Timestamp);
        if (_count < Capacity)
        {
            _keys[(_first + _count++) % Capacity] = key;
        }
    }

    public bool TryTake(out char key)
    {
        key = default;
        if (_count == 0)
        {
            return false;
        }

        key = _keys[_first];
        _first = (_first + 1) % Capacity;
        _count--;
        return true;
    }
}
