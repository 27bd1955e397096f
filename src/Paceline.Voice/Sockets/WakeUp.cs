using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Paceline.Voice.Sockets;

/// <summary>An eventfd: any thread rings, the loop that sleeps in epoll wakes.</summary>
internal sealed unsafe partial class WakeUp : IReadable, IDisposable
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    private int _rung;

    public WakeUp()
    {
        Descriptor = EventCreate(0, NonBlockingCloseOnExec);
        if (Descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public int Descriptor { get; }

    public void Ring()
    {
        // One write per sleep is enough; the rest would be system calls for nothing.
        if (Interlocked.Exchange(ref _rung, 1) == 0)
        {
            ulong one = 1;
            _ = Write(Descriptor, (byte*)&one, sizeof(ulong));
        }
    }

    public void Readable()
    {
        ulong count = 0;
        _ = Read(Descriptor, (byte*)&count, sizeof(ulong));
        Volatile.Write(ref _rung, 0);
    }

    public void Dispose() => _ = Close(Descriptor);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventCreate(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
