namespace Paceline.PeerTests.Browser;

/// <summary>A script that stands in a page before its own: it listens to what the browser plays from the node, tells the strongest tone,
/// counts connections, asks for a microphone without improvements, and takes it away when a test says so.</summary>
internal static class PageEar
{
    /// <summary>Noise suppression takes a steady tone away, and that is right of it; the test's microphone says nothing else.</summary>
    public const string Script = """
        (() => {
          const ear = window.ear = { peers: 0, heard: [], tracks: [], broken: '' };
          const recent = () => ear.heard.length >= 6 ? ear.heard.slice(-6) : [{ hz: -1, db: 0 }];
          ear.hears = hz => recent().every(h => Math.abs(h.hz - hz) < 13 && h.db > -60);
          ear.silent = () => recent().every(h => h.db < -75);
          ear.forget = () => { ear.heard.length = 0; };
          if (window.MediaDevices) {
            const ask = MediaDevices.prototype.getUserMedia;
            MediaDevices.prototype.getUserMedia = async function (wishes) {
              if (ear.broken) throw new DOMException('said by a test', ear.broken);
              const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
              const stream = await ask.call(this, { ...wishes, audio: { ...wishes.audio, ...plain } });
              ear.tracks.push(...stream.getTracks());
              return stream;
            };
            const copy = MediaStreamTrack.prototype.clone;
            MediaStreamTrack.prototype.clone = function () {
              const track = copy.call(this);
              ear.tracks.push(track);
              return track;
            };
            // As when a headset is pulled out, with why no other microphone can be had: the name of getUserMedia's error.
            ear.unplug = why => {
              ear.broken = why;
              for (const track of ear.tracks.splice(0)) { track.stop(); track.dispatchEvent(new Event('ended')); }
            };
            ear.plugIn = () => { ear.broken = ''; navigator.mediaDevices.dispatchEvent(new Event('devicechange')); };
            // As by a switch on the headset.
            ear.hush = on => { for (const track of ear.tracks) track.enabled = !on; };
            // A microphone that says nothing any more, and nobody is told.
            ear.breakDown = () => { for (const track of ear.tracks.splice(0)) track.stop(); };
          }
          const Peer = window.RTCPeerConnection;
          window.RTCPeerConnection = class extends Peer {
            constructor(...settings) {
              super(...settings);
              ear.peers++;
              this.addEventListener('track', e => listen(e.track));
            }
            // A line that loses this share of the agent's packets from now on, by the far end's report.
            async getStats() {
              const all = await super.getStats();
              const sent = [...all.values()].find(s => s.type === 'outbound-rtp')?.packetsSent ?? 0;
              const report = [...all.values()].find(s => s.type === 'remote-inbound-rtp');
              ear.reported = report !== undefined;
              if (ear.loss === undefined || !report) return all;
              ear.lossFrom ??= sent;
              return new Map(all).set(report.id, { ...report, packetsLost: report.packetsLost + Math.round((sent - ear.lossFrom) * ear.loss) });
            }
          };
          let looking;
          function listen(track) {
            const context = new AudioContext(), analyser = context.createAnalyser();
            analyser.fftSize = 4096;
            analyser.smoothingTimeConstant = 0;
            context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
            const bins = new Float32Array(analyser.frequencyBinCount);
            clearInterval(looking);
            looking = setInterval(() => {
              analyser.getFloatFrequencyData(bins);
              let top = 0;
              bins.forEach((level, i) => { if (level > bins[top]) top = i; });
              ear.heard.push({ hz: Math.round(top * context.sampleRate / analyser.fftSize), db: Math.round(Math.max(bins[top], -200)) });
              if (ear.heard.length > 200) ear.heard.shift();
            }, 50);
          }
        })();
        """;
}
