using CsCheck;
using Paceline.Media.Audio;
using Paceline.Media.Mixing;
using Paceline.Media.Rtp;
using Paceline.Media.Tones;

namespace Paceline.Tests.Media;

public sealed class RtpTests
{
    private static readonly PayloadTypes _types = new(G711Law.Mu, 101);

    [Fact]
    public void Csrcs_extension_and_padding_are_stepped_over()
    {
        byte[] datagram =
        [
            0xB1, 0x80, 0, 7, 0, 0, 0, 9, 0, 0, 0, 5, // padding, extension, one CSRC; marker
            1, 1, 1, 1, 0xBE, 0xDE, 0, 1, 2, 2, 2, 2, 42, 43, 0, 2,
        ];
        RtpPacket.TryParse(datagram, out var packet).ShouldBeTrue();
        packet.Payload.ToArray().ShouldBe([42, 43]);
        (packet.Sequence, packet.Timestamp, packet.Ssrc, packet.Marker).ShouldBe(((ushort)7, 9u, 5u, true));
    }

    [Fact]
    public void No_datagram_makes_the_receiver_throw() => Gen.Byte.Array[0, 80].Array[1, 20].Sample(datagrams =>
    {
        var receiver = new RtpReceiver(_types);
        var frame = new short[160];
        for (var i = 0; i < datagrams.Length; i++)
        {
            receiver.Receive(datagrams[i], i * 20);
            // The same with a valid start, to get further in.
            receiver.Receive([0x80, (byte)(i % 2 == 0 ? 0 : 101), .. datagrams[i]], i * 20);
            receiver.Fill(frame);
            _ = Rtcp.TryParse([0x81, 200, 0, 6, .. datagrams[i]], out _) | Rtcp.TryParse(datagrams[i], out _);
            Demux.KindOf(datagrams[i]);
        }
    });

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var sender = new SenderInfo(0x0123456789ABCDEF, 160, 3, 480);
        var block = new ReceptionReport(7, 12, -5, 70000, 33, 1, 2);
        var datagram = new byte[120];
        var length = Rtcp.WriteReport(datagram, 99, sender, block, "leg"u8);
        Rtcp.TryParse(datagram.AsSpan(0, length), out var content).ShouldBeTrue();
        content.ShouldBe(new RtcpContent(99, sender, block, IsGoodbye: false));
    }

    [Fact]
    public void A_goodbye_is_heard()
    {
        Rtcp.TryParse([0x81, 203, 0, 1, 0, 0, 0, 9], out var content).ShouldBeTrue();
        content.IsGoodbye.ShouldBeTrue();
    }

    [Fact]
    public void The_sender_keeps_real_time_across_silence_and_marks_the_resume()
    {
        var sender = new RtpSender(_types, 5, 65535, 1000);
        var seen = new List<(ushort, uint, bool)>();
        foreach (var tick in (long[])[0, 1, 50, 51])
        {
            var datagram = new byte[RtpSender.DatagramLengthMax];
            sender.Write(new short[160], tick * 160, datagram).ShouldBe(172);
            RtpPacket.TryParse(datagram, out var packet).ShouldBeTrue();
            seen.Add((packet.Sequence, packet.Timestamp, packet.Marker));
        }

        seen.ShouldBe([(65535, 1000, true), (0, 1160, false), (1, 9000, true), (2, 9160, false)]);
    }

    [Fact]
    public void Each_dialled_key_arrives_once_though_every_packet_comes_twice()
    {
        var sender = new RtpSender(_types, 5, 0, 0);
        var receiver = new RtpReceiver(_types);
        sender.Dial("159#1").ShouldBeTrue();
        var datagram = new byte[RtpSender.DatagramLengthMax];
        var ends = 0;
        for (var tick = 0; sender.IsDialing; tick++)
        {
            var length = sender.Write(new short[160], tick * 160, datagram);
            ends += length == 16 && (datagram[13] & 0x80) != 0 ? 1 : 0;
            receiver.Receive(datagram.AsSpan(0, length), tick * 20);
            receiver.Receive(datagram.AsSpan(0, length), tick * 20);
        }

        var keys = "";
        while (receiver.TryTakeDigit(out var key))
        {
            keys += key;
        }

        keys.ShouldBe("159#1");
        ends.ShouldBe(15);
    }

    [Fact]
    public void A_storm_of_keys_is_bounded()
    {
        var receiver = new RtpReceiver(_types);
        var datagram = new byte[16];
        for (ushort i = 0; i < 1000; i++)
        {
            RtpPacket.Write(datagram, 101, false, i, (uint)i * 160, 1, [5, 0, 0, 160]);
            receiver.Receive(datagram, i);
        }

        var taken = 0;
        while (receiver.TryTakeDigit(out _))
        {
            taken++;
        }

        taken.ShouldBe(DigitReceiver.Capacity);
    }

    [Fact]
    public void A_tone_is_recognised_at_the_far_end_and_no_tick_allocates()
    {
        var sender = new RtpSender(_types, 5, 0, 0);
        var receiver = new RtpReceiver(_types);
        var tone = new ToneSource(Tone.Continuous(1000));
        var mix = new Bridge();
        var far = new FrequencyDetector(1000);
        var datagram = new byte[RtpSender.DatagramLengthMax];
        var frame = new short[160];
        var allocated = 0L;
        for (var tick = 0; tick < 200; tick++)
        {
            if (tick == 100)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread();
            }

            tone.Fill(frame);
            var length = sender.Write(frame, tick * 160, datagram);
            receiver.Receive(datagram.AsSpan(0, length), tick * 20);
            mix.Tick(receiver);
            far.Push(mix.Heard);
        }

        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBe(0);
        far.IsPresent.ShouldBeTrue();
        far.Confidence.ShouldBeGreaterThan(0.95);
    }

    private sealed class Bridge
    {
        private readonly Mix _mix = new();
        private MixLeg? _listener;

        // There is a listener after the first tick.
        public ReadOnlySpan<short> Heard => _listener!.Heard;

        public void Tick(RtpReceiver receiver)
        {
            if (_listener is null)
            {
                _mix.Add(new MixLeg(receiver));
                _mix.Add(_listener = new MixLeg(new PromptPlayer(new Prompt([]))));
            }

            _mix.Tick();
        }
    }
}
