using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Paceline.Voice.Sockets;

/// <summary>What an <see cref="EventLoop"/> watches: a descriptor that can become readable.</summary>
internal interface IReadable
{
    /// <summary>Called on the loop's thread; must take what is there and return.</summary>
    void Readable();
}

/// <summary>Linux epoll, level-triggered: which of many descriptors can be read now.</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Readiness = 1;
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Interrupted = 4;
    private const int Batch = 256;

    // The kernel packs the structure on x86-64 only.
    private static readonly int _stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly byte[] _events = new byte[Batch * _stride];
    private readonly int _handle;

    public Epoll() => _handle = Check(EpollCreate(CloseOnExec));

    public void Watch(int descriptor) => Control(Add, descriptor);

    public void Forget(int descriptor) => Control(Delete, descriptor);

    /// <summary>Fills <paramref name="ready"/> with descriptors; gives their number, zero after the time-out.</summary>
    /// <param name="ready">At most 256 are given at once.</param>
    /// <param name="timeoutMs">-1 waits without end.</param>
    public int Wait(Span<int> ready, int timeoutMs)
    {
        int count;
        fixed (byte* events = _events)
        {
            count = EpollWait(_handle, events, Math.Min(Batch, ready.Length), timeoutMs);
        }

        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
        }

        for (int i = 0; i < count; i++)
        {
            ready[i] = BitConverter.ToInt32(_events, (i * _stride) + _stride - 8);
        }

        return count;
    }

    public void Dispose() => _ = Close(_handle);

    private void Control(int operation, int descriptor)
    {
        Span<byte> change = stackalloc byte[16];
        change.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(change, Readiness);
        BinaryPrimitives.WriteInt32LittleEndian(change[(_stride - 8)..], descriptor);
        fixed (byte* pointer = change)
        {
            Check(EpollControl(_handle, operation, descriptor, pointer));
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, byte* events, int count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
