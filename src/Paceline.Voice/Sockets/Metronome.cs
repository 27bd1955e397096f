using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Paceline.Voice.Sockets;

/// <summary>A timerfd that beats every 20 ms on an absolute schedule: a late loop catches up and does not drift.</summary>
internal sealed unsafe partial class Metronome : IReadable, IDisposable
{
    private const int Monotonic = 1;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    private readonly Action<long> _beat;

    /// <param name="periodMs">Milliseconds between two beats.</param>
    /// <param name="beat">Gets how many beats have passed since it was last called; usually one.</param>
    public Metronome(int periodMs, Action<long> beat)
    {
        _beat = beat;
        Descriptor = TimerCreate(Monotonic, NonBlockingCloseOnExec);
        long period = periodMs * 1_000_000L;
        // struct itimerspec: interval and first expiry, each seconds and nanoseconds.
        long* schedule = stackalloc long[4] { 0, period, 0, period };
        if (Descriptor < 0 || TimerSet(Descriptor, 0, schedule, null) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public int Descriptor { get; }

    public void Readable()
    {
        ulong beats = 0;
        if (Read(Descriptor, (byte*)&beats, sizeof(ulong)) == sizeof(ulong))
        {
            _beat((long)beats);
        }
    }

    public void Dispose() => _ = Close(Descriptor);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int TimerSet(int descriptor, int flags, long* schedule, long* before);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
