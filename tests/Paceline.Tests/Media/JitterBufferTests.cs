using Paceline.Media.Rtp;

namespace Paceline.Tests.Media;

public sealed class JitterBufferTests
{
    private readonly JitterBuffer _buffer = new();
    private readonly short[] _frame = new short[160];

    private bool Push(byte[] datagram, long nowMs)
    {
        RtpPacket.TryParse(datagram, out var packet).ShouldBeTrue();
        return _buffer.Push(packet, nowMs);
    }

    private short[] Play()
    {
        _buffer.Fill(_frame);
        return [.. _frame];
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(240)]
    [InlineData(320)]
    public void Any_packet_time_gives_steady_sound_after_40_ms(int samples)
    {
        var sent = 0;
        for (var tick = 0; tick < 100; tick++)
        {
            while (sent * samples <= tick * 160)
            {
                Push(Sound.Packet((ushort)sent, (uint)(sent * samples), samples: samples), tick * 20);
                sent++;
            }

            var played = Play();
            if (tick is 0 or 1)
            {
                played.ShouldAllBe(s => s == 0);
            }
            else if (tick > 3)
            {
                played.ShouldAllBe(s => s > 7000);
            }
        }

        _buffer.Statistics.Lost.ShouldBe(0);
        _buffer.Statistics.ConcealedMs.ShouldBe(0);
    }

    [Fact]
    public void Reordered_and_doubled_packets_are_heard_once_and_in_order()
    {
        short[] levels = [1000, 2000, 3000, 4000];
        foreach (var i in (int[])[0, 2, 1, 1, 3])
        {
            Push(Sound.Packet((ushort)i, (uint)(i * 160), level: levels[i]), 0);
        }

        var heard = Enumerable.Range(0, 6).Select(_ => (int)Play()[159]).ToArray();
        heard[2..].ShouldBe(levels.Select(l => (int)l), new Near(100));
        _buffer.Statistics.ShouldSatisfyAllConditions(s => s.Lost.ShouldBe(0), s => s.Duplicates.ShouldBe(1));
    }

    [Fact]
    public void A_lost_packet_is_counted_and_fades_instead_of_clicking()
    {
        for (var i = 0; i < 20; i++)
        {
            if (i != 10)
            {
                Push(Sound.Packet((ushort)i, (uint)(i * 160)), i * 20);
            }

            var played = Play();
            if (i == 12)
            {
                played[0].ShouldBeGreaterThan((short)7000);
                played[159].ShouldBeInRange((short)3000, (short)5000);
            }
        }

        _buffer.Statistics.ShouldSatisfyAllConditions(s => s.Lost.ShouldBe(1), s => s.ConcealedMs.ShouldBe(20));
    }

    [Fact]
    public void A_late_network_makes_the_delay_grow_and_a_calm_one_lets_it_shrink()
    {
        for (var i = 0; i < 200; i++)
        {
            // Every fifth packet comes 80 ms late, with those that follow it.
            if (i % 5 == 4)
            {
                for (var k = i - 4; k <= i; k++)
                {
                    Push(Sound.Packet((ushort)k, (uint)(k * 160)), i * 20);
                }
            }

            Play();
        }

        var grown = _buffer.Statistics.DelayMs;
        grown.ShouldBeInRange(50, 120);
        for (var i = 200; i < 1400; i++)
        {
            Push(Sound.Packet((ushort)i, (uint)(i * 160)), i * 20);
            Play();
        }

        _buffer.Statistics.DelayMs.ShouldBeLessThan(grown);
        _buffer.Statistics.DelayMs.ShouldBe(20);
    }

    [Fact]
    public void A_new_source_or_a_jump_of_the_clock_is_followed()
    {
        long ms = 0;
        void Speak(uint ssrc, uint start, short level)
        {
            for (var i = 0; i < 20; i++, ms += 20)
            {
                Push(Sound.Packet((ushort)i, unchecked(start + (uint)(i * 160)), ssrc, level), ms);
                Play();
            }
        }

        Speak(1, 0, 1000);
        Speak(2, 3_000_000_000, 3000);
        _frame[159].ShouldBeInRange((short)2900, (short)3100);
        Speak(2, 77, 5000);
        _frame[159].ShouldBeInRange((short)4800, (short)5200);
        _buffer.Ssrc.ShouldBe(2u);
    }

    private sealed class Near(int tolerance) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(int obj) => 0;
    }
}
