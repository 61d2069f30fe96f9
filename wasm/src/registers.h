// Registers that the runtime touches, by the vendor's names. Source of all: edgetpu-usb.md 4.1 and 4.2.
#pragma once

#include "base.h"

namespace reg {
// 0x0001xxxx: 32 bits wide.
constexpr u32 kGcbbCredit0 = 0x1907C;
constexpr u32 kOmc00 = 0x1A000;
constexpr u32 kOmcD4 = 0x1A0D4;
constexpr u32 kOmcD8 = 0x1A0D8;
constexpr u32 kOmcDc = 0x1A0DC;
constexpr u32 kScuCtrl0 = 0x1A30C;
constexpr u32 kScuCtrl2 = 0x1A314;
constexpr u32 kScuCtrl3 = 0x1A318;
constexpr u32 kScuCtr7 = 0x1A33C;
constexpr u32 kSlvAbmEn = 0x1A500;
constexpr u32 kSlvWrErrResp = 0x1A540;
constexpr u32 kSlvRdErrResp = 0x1A544;
constexpr u32 kSlvErrRespIsrMask = 0x1A558;
constexpr u32 kMstAbmEn = 0x1A600;
constexpr u32 kMstWrErrResp = 0x1A640;
constexpr u32 kMstRdErrResp = 0x1A644;
constexpr u32 kMstErrRespIsrMask = 0x1A658;
constexpr u32 kRambistCtrl1 = 0x1A704;

// 0x0004xxxx: 64 bits wide.
constexpr u32 kDeepSleep = 0x40020;
constexpr u32 kOpRunControl = 0x400C0;
constexpr u32 kWideToNarrowRunControl = 0x40110;
constexpr u32 kNarrowToWideRunControl = 0x40150;
constexpr u32 kRingBusConsumer0RunControl = 0x40190;
constexpr u32 kRingBusConsumer1RunControl = 0x401D0;
constexpr u32 kRingBusProducerRunControl = 0x40210;
constexpr u32 kMeshBus0RunControl = 0x40250;
constexpr u32 kMeshBus1RunControl = 0x40298;
constexpr u32 kMeshBus2RunControl = 0x402E0;
constexpr u32 kMeshBus3RunControl = 0x40328;
constexpr u32 kScalarCoreRunControl = 0x44018;
constexpr u32 kAvDataPopRunControl = 0x44158;
constexpr u32 kParameterPopRunControl = 0x44198;
constexpr u32 kInfeedRunControl = 0x441D8;
constexpr u32 kOutfeedRunControl = 0x44218;
constexpr u32 kHibErrorStatus = 0x486F0;
constexpr u32 kHibFirstErrorStatus = 0x48700;
constexpr u32 kTileConfig0 = 0x48788;
constexpr u32 kIdleRegister = 0x4A000;
constexpr u32 kOutfeedChunkLength = 0x4C058;
constexpr u32 kFatalErrIntControl = 0x4C060;
constexpr u32 kFatalErrIntStatus = 0x4C068;
constexpr u32 kTopLevelInt0Control = 0x4C070;
constexpr u32 kTopLevelInt0Status = 0x4C078;
constexpr u32 kTopLevelInt1Control = 0x4C080;
constexpr u32 kTopLevelInt1Status = 0x4C088;
constexpr u32 kTopLevelInt2Control = 0x4C090;
constexpr u32 kTopLevelInt2Status = 0x4C098;
constexpr u32 kTopLevelInt3Control = 0x4C0A0;
constexpr u32 kTopLevelInt3Status = 0x4C0A8;
constexpr u32 kDescrEp = 0x4C148;
constexpr u32 kMultiBoEp = 0x4C160;
}  // namespace reg
